package dev.millrace.local.pubsub;

import io.grpc.StatusRuntimeException;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;

/** Topics, subscriptions and their threads, without any network. Thread-safe. */
final class Broker implements AutoCloseable {
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("pubsub-", 0).factory());
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("pubsub-timer").factory());
  private final Faults faults = new Faults(new FaultReach());
  private final Topics topics;
  private final Subscriptions subscriptions;

  Broker(InstantSource clock, long maximumStoredBytes) {
    timer.setRemoveOnCancelPolicy(true);
    Storage storage = new Storage(maximumStoredBytes);
    AtomicLong ackPrefixes = new AtomicLong(clock.millis());
    topics = new Topics(new Stamps(clock), storage);
    subscriptions =
        new Subscriptions(
            topics,
            new Surroundings(
                executor, timer, storage, faults, new DeadLetters(topics), ackPrefixes));
  }

  Topics topics() {
    return topics;
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  Faults faults() {
    return faults;
  }

  ExecutorService executor() {
    return executor;
  }

  @Override
  public void close() {
    topics.clear();
    subscriptions.clear();
    timer.shutdownNow();
    executor.shutdown();
  }

  private final class FaultReach implements Faults.Reach {
    @Override
    public void forget() {
      topics.clear();
      subscriptions.clear();
    }

    @Override
    public void endStreams(StatusRuntimeException reason) {
      subscriptions.endConsumers(reason);
    }
  }
}
