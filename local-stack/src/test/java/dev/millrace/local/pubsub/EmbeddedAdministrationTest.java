package dev.millrace.local.pubsub;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The conformance of administration, on the embedded broker. */
final class EmbeddedAdministrationTest extends AdministrationConformance {
  private static EmbeddedPubSub broker;

  @BeforeAll
  static void start() {
    broker = EmbeddedPubSub.start(0);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Override
  String host() {
    return broker.host();
  }
}
