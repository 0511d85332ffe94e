package dev.millrace.scheduler.storage;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells at the start where schedules are kept. */
@Singleton
final class StorageReady implements ApplicationEventListener<ServerStartupEvent> {
  private static final Logger logger = LoggerFactory.getLogger(StorageReady.class);

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    logger
        .atInfo()
        .addKeyValue("event", "scheduler.storage_ready")
        .addKeyValue("storage", "postgres")
        .log("Scheduler storage initialized");
  }
}
