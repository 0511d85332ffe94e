package dev.millrace.local.pubsub;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Message ids, unique also across restarts of the process, and publish times. Thread-safe. */
final class Stamps {
  private final InstantSource clock;
  private final AtomicLong messageIds;

  Stamps(InstantSource clock) {
    this.clock = clock;
    this.messageIds = new AtomicLong(clock.millis() * 1_000_000);
  }

  String nextMessageId() {
    return Long.toString(messageIds.incrementAndGet());
  }

  Timestamp now() {
    Instant now = clock.instant();
    return Timestamp.newBuilder()
        .setSeconds(now.getEpochSecond())
        .setNanos(now.getNano() / 1_000_000 * 1_000_000)
        .build();
  }
}
