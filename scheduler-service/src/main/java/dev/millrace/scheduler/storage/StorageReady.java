package dev.millrace.scheduler.storage;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells at the start where schedules are kept; made first, so that a wrong setting ends it. */
@Context
final class StorageReady implements ApplicationEventListener<ServerStartupEvent> {
  private static final Logger logger = LoggerFactory.getLogger(StorageReady.class);

  private final StorageConfig config;

  StorageReady(StorageConfig config) {
    this.config = config;
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    logger
        .atInfo()
        .addKeyValue("event", "scheduler.storage_ready")
        .addKeyValue("storage", config.kind())
        .log("Scheduler storage initialized");
  }
}
