package dev.millrace.worker.serve;

import dev.millrace.worker.callback.CallbackDispatcher;
import dev.millrace.worker.catalog.CatalogRuns;
import dev.millrace.worker.command.CommandListener;
import dev.millrace.worker.deadletter.DeadLetterListener;
import dev.millrace.worker.intake.RequestListener;
import dev.millrace.worker.run.RunListener;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens every subscription once the service is up. */
@Singleton
@Requires(property = "millrace.worker.listen", notEquals = "false")
final class Listeners implements ApplicationEventListener<ServerStartupEvent> {
  private static final Logger logger = LoggerFactory.getLogger(Listeners.class);

  private final RequestListener requests;
  private final DeadLetterListener deadLetters;
  private final CommandListener commands;
  private final CallbackDispatcher callbacks;
  private final RunListener runs;
  private final CatalogRuns catalog;

  Listeners(
      RequestListener requests,
      DeadLetterListener deadLetters,
      CommandListener commands,
      CallbackDispatcher callbacks,
      RunListener runs,
      CatalogRuns catalog) {
    this.requests = requests;
    this.deadLetters = deadLetters;
    this.commands = commands;
    this.callbacks = callbacks;
    this.runs = runs;
    this.catalog = catalog;
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    requests.start();
    deadLetters.start();
    commands.start();
    callbacks.start();
    runs.start();
    catalog.start();
    logger.atInfo().addKeyValue("event", "messaging.ready").log("Messaging ready");
  }
}
