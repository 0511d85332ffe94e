package dev.millrace.worker.call.cache;

import dev.millrace.worker.provider.ProviderException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * Lets the first of several equal calls fly, and gives its answer to those that come meanwhile.
 * They also share its failure, unless it was the first one's own: then another of them flies. Safe
 * for use by many threads.
 */
public final class SingleFlight<A> {
  private final Map<CacheKey, CompletableFuture<A>> flights = new ConcurrentHashMap<>();

  /** A call that may fail as calls of models do. */
  @FunctionalInterface
  public interface Call<T> {
    /** Makes it. */
    T run() throws ProviderException, InterruptedException;
  }

  /**
   * Who made the call, and what came of it.
   *
   * @param isShared whether another caller has made it
   */
  public record Landed<T>(T answer, boolean isShared) {}

  /** Makes the call, or waits for the one that is being made; an interruption ends the wait. */
  public Landed<A> fly(CacheKey key, Call<A> call) throws ProviderException, InterruptedException {
    while (true) {
      CompletableFuture<A> mine = new CompletableFuture<>();
      CompletableFuture<A> flying = flights.putIfAbsent(key, mine);
      if (flying == null) {
        return new Landed<>(lead(key, mine, call), false);
      }
      try {
        return new Landed<>(flying.get(), true);
      } catch (ExecutionException failure) {
        if (failure.getCause() instanceof ProviderException shared && !shared.reason().isFinal()) {
          throw shared;
        }
      }
    }
  }

  private A lead(CacheKey key, CompletableFuture<A> mine, Call<A> call)
      throws ProviderException, InterruptedException {
    try {
      A answer = call.run();
      flights.remove(key);
      mine.complete(answer);
      return answer;
    } catch (Throwable failure) { // Whatever it is, those who wait are to know.
      flights.remove(key);
      mine.completeExceptionally(failure);
      throw failure;
    }
  }
}
