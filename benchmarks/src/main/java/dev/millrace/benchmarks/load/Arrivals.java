package dev.millrace.benchmarks.load;

import java.time.Duration;

/** When clients come. */
@FunctionalInterface
public interface Arrivals {
  /**
   * Nanoseconds from the load's begin to a client's arrival.
   *
   * @param client counted from 0
   */
  long nanos(long client);

  /** A closed loop: whoever is done begins again at once. */
  static Arrivals atOnce() {
    return client -> 0;
  }

  /** An open loop: so many a second, evenly, however slow the answers are. */
  static Arrivals perSecond(double rate) {
    double gap = Duration.ofSeconds(1).toNanos() / rate;
    return client -> (long) (client * gap);
  }
}
