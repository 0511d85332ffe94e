package dev.millrace.api.watch;

import dev.millrace.api.watch.WatchRepository.Sighting;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Waits until a request has ended, or until its own time is up. */
final class Waiter<R> extends Watcher<R> {
  private final R seen;
  private final long deadline;
  private final CompletableFuture<R> answer;

  Waiter(WatchConfig config, UUID id, R seen, long deadline, CompletableFuture<R> answer) {
    super(config, id);
    this.seen = seen;
    this.deadline = deadline;
    this.answer = answer;
  }

  boolean isFinished(@Nullable Sighting sighting, long now) {
    return sighting == null || sighting.status().isEnded() || isOver(now);
  }

  boolean isOver(long now) {
    return now >= deadline;
  }

  /** Ends the waiting with the request as it is, or else as it was seen last. */
  void answer(@Nullable R row) {
    answer.complete(row == null ? seen : row);
  }

  @Override
  void beforeLook(long now) {
    super.beforeLook(now);
    nextLook = isOver(now) ? nextLook : Math.min(nextLook, deadline);
  }
}
