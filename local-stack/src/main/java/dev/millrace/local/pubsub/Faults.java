package dev.millrace.local.pubsub;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes the broker misbehave in the ways that the service's documentation allows, or worse. Each
 * setting holds until it is changed or {@link #clear} is called, and applies to what arrives from
 * then on. Thread-safe. Chances are drawn from a seed: the same calls in the same order misbehave
 * alike.
 */
public final class Faults {
  private static final long[] ONCE_AND_NOW = {0};

  /** Which calls are answered with UNAVAILABLE. */
  public enum Refused {
    NOTHING,
    PUBLISH,
    EVERYTHING
  }

  /** What only the broker can do. */
  interface Reach {
    void forget();

    void endStreams(StatusRuntimeException reason);
  }

  private record Settings(
      boolean duplicate, Duration delay, Duration reorder, double ackLoss, Refused refused) {
    static final Settings NONE =
        new Settings(false, Duration.ZERO, Duration.ZERO, 0, Refused.NOTHING);

    boolean changesArrival() {
      return duplicate || delay.isPositive() || reorder.isPositive();
    }
  }

  private final Reach reach;
  private volatile Settings settings = Settings.NONE;
  private SplittableRandom random = new SplittableRandom(0);

  Faults(Reach reach) {
    this.reach = reach;
  }

  /** Starts the chances anew from the given seed. */
  public synchronized Faults seed(long seed) {
    random = new SplittableRandom(seed);
    return this;
  }

  /** Every message arrives twice in every subscription, each with its own acknowledgement. */
  public synchronized Faults duplicate(boolean duplicate) {
    Settings old = settings;
    settings = new Settings(duplicate, old.delay(), old.reorder(), old.ackLoss(), old.refused());
    return this;
  }

  /** Every message is held for so long before its first delivery. */
  public synchronized Faults delay(Duration delay) {
    requireNotNegative(delay);
    Settings old = settings;
    settings = new Settings(old.duplicate(), delay, old.reorder(), old.ackLoss(), old.refused());
    return this;
  }

  /** Every message is held for a chance time up to the window: those within one window mix. */
  public synchronized Faults reorder(Duration window) {
    requireNotNegative(window);
    Settings old = settings;
    settings = new Settings(old.duplicate(), old.delay(), window, old.ackLoss(), old.refused());
    return this;
  }

  /**
   * Acknowledgements answer OK and are lost with the given probability, 0 to 1; the message comes
   * back when its deadline passes.
   *
   * @throws IllegalArgumentException if it is no probability
   */
  public synchronized Faults dropAcks(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("No probability: " + probability);
    }
    Settings old = settings;
    settings =
        new Settings(old.duplicate(), old.delay(), old.reorder(), probability, old.refused());
    return this;
  }

  /** Answers UNAVAILABLE; {@link Refused#EVERYTHING} also ends the open streams so. */
  public Faults refuse(Refused refused) {
    synchronized (this) {
      Settings old = settings;
      settings = new Settings(old.duplicate(), old.delay(), old.reorder(), old.ackLoss(), refused);
    }
    if (refused == Refused.EVERYTHING) {
      reach.endStreams(Refusal.unavailable());
    }
    return this;
  }

  /** Drops all topics, subscriptions and messages; open streams end with NOT_FOUND. */
  public Faults forget() {
    reach.forget();
    return this;
  }

  /** Behaves again. What was lost stays lost, what is held stays held. */
  public synchronized Faults clear() {
    settings = Settings.NONE;
    return this;
  }

  /** The wait, in nanoseconds, of each copy of an arriving message. */
  long[] arrivals() {
    Settings now = settings;
    if (!now.changesArrival()) {
      return ONCE_AND_NOW;
    }
    long[] waits = new long[now.duplicate() ? 2 : 1];
    for (int copy = 0; copy < waits.length; copy++) {
      waits[copy] = now.delay().toNanos() + upTo(now.reorder());
    }
    return waits;
  }

  boolean losesAck() {
    double loss = settings.ackLoss();
    return loss > 0 && chance() < loss;
  }

  /** The refusal of a call now, if there is one. */
  @Nullable StatusRuntimeException refusal(boolean publish) {
    return switch (settings.refused()) {
      case NOTHING -> null;
      case PUBLISH -> publish ? Refusal.unavailable() : null;
      case EVERYTHING -> Refusal.unavailable();
    };
  }

  private synchronized double chance() {
    return random.nextDouble();
  }

  private synchronized long upTo(Duration window) {
    return window.isPositive() ? random.nextLong(window.toNanos()) : 0;
  }

  private static void requireNotNegative(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("Negative: " + duration);
    }
  }
}
