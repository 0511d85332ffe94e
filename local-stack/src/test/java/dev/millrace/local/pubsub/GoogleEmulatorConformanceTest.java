package dev.millrace.local.pubsub;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The conformance suite against Google's emulator, skipped where that is not installed. */
final class GoogleEmulatorConformanceTest extends PubSubConformance {
  private static @Nullable GoogleEmulator emulator;

  @BeforeAll
  static void start() {
    Optional<Path> jar = GoogleEmulator.jar();
    assumeTrue(jar.isPresent(), "Google's Pub/Sub emulator is not installed");
    emulator = GoogleEmulator.start(jar.orElseThrow());
  }

  @AfterAll
  static void stop() {
    if (emulator != null) {
      emulator.close();
    }
  }

  @Override
  String host() {
    if (emulator == null) {
      throw new IllegalStateException("not started");
    }
    return emulator.host();
  }
}
