package dev.millrace.api.content;

import dev.millrace.dispatch.RequestPublisher;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.StartupEvent;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that requests can be published: the publisher is made before the first request, with the
 * credentials that it needs. Whether the broker answers is for health to say.
 */
@Singleton
@Requires(property = "millrace.startup.enabled", notEquals = "false")
final class MessagingReady implements ApplicationEventListener<StartupEvent> {
  private static final Logger logger = LoggerFactory.getLogger(MessagingReady.class);

  private final RequestPublisher publisher;

  MessagingReady(RequestPublisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public void onApplicationEvent(StartupEvent event) {
    logger
        .atInfo()
        .addKeyValue("event", "messaging.ready")
        .addKeyValue("publisher", publisher.getClass().getSimpleName())
        .log("Messaging ready");
  }
}
