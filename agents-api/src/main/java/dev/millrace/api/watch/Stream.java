package dev.millrace.api.watch;

import dev.millrace.api.watch.WatchRepository.Sighting;
import dev.millrace.api.watch.WatchRepository.Wish;
import java.util.List;
import java.util.UUID;

/** Tells a follower the events of a request, as far as it has room for them. */
final class Stream<R> extends Watcher<R> {
  private final WatchConfig config;
  private final Follower follower;
  private int told;
  private long toldAt;

  Stream(WatchConfig config, UUID id, int after, Follower follower) {
    super(config, id);
    this.config = config;
    this.follower = follower;
    this.told = after;
    this.toldAt = System.nanoTime();
  }

  @Override
  void beforeLook(long now) {
    super.beforeLook(now);
    if (now - toldAt >= config.heartbeat().toNanos()) {
      toldAt = now;
      follower.heartbeat();
    }
  }

  boolean wants(Sighting sighting) {
    return isOver(sighting) || (sighting.eventSeq() > told && follower.room() > 0);
  }

  Wish wish() {
    return new Wish(id, told, follower.room());
  }

  /** The request is no more. */
  void gone() {
    follower.gone();
  }

  /** Tells what is new; true when nothing more will come. */
  boolean tell(List<RequestEvent> events, Sighting sighting, long now) {
    if (!events.isEmpty()) {
      told = events.getLast().seq();
      toldAt = now;
      stillSince = now;
      nextLook = now + config.quickest().toNanos();
    }
    boolean isOver = isOver(sighting);
    if (isOver || !events.isEmpty()) {
      follower.take(events, isOver);
    }
    return isOver;
  }

  private boolean isOver(Sighting sighting) {
    return sighting.status().isEnded() && sighting.eventSeq() <= told;
  }
}
