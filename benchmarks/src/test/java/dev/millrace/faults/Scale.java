package dev.millrace.faults;

import java.util.Random;
import java.util.SplittableRandom;

/** How large a fault run is, and by what chances it goes. */
final class Scale {
  /** How many requests a run has. */
  static final int REQUESTS = Integer.getInteger("millrace.faults.requests", 200);

  private static final long SEED = seed();

  private Scale() {}

  /** The chances of one run, which {@code SEED} repeats. */
  static SplittableRandom chances(String run) {
    return new SplittableRandom(SEED ^ run.hashCode());
  }

  private static long seed() {
    String given = System.getenv().getOrDefault("SEED", "").strip();
    long seed = given.isEmpty() ? new Random().nextInt(Integer.MAX_VALUE) : Long.parseLong(given);
    System.out.println("Fault tests: SEED=" + seed + ", " + REQUESTS + " requests a run");
    return seed;
  }
}
