package dev.millrace.worker.provider.offline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A stream of draws that its seed alone decides, on every JVM: SplitMix64 (Steele, Lea and Flood,
 * "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014). For one thread.
 */
final class Draws {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  Draws(long seed) {
    state = seed;
  }

  /** Mixes one more value into the seed. */
  Draws and(long value) {
    state = next() ^ value;
    return this;
  }

  /** Mixes one more text into the seed. */
  Draws and(String text) {
    return and(text.hashCode()).and(text.length());
  }

  /** From 0, inclusive, to 1, exclusive. */
  double fraction() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** From 0, inclusive, to the bound, exclusive. */
  int below(int bound) {
    return (int) Long.remainderUnsigned(next(), bound);
  }

  <T> List<T> shuffled(List<T> items) {
    List<T> shuffled = new ArrayList<>(items);
    for (int last = shuffled.size() - 1; last > 0; last--) {
      Collections.swap(shuffled, last, below(last + 1));
    }
    return shuffled;
  }

  private long next() {
    state += GOLDEN_GAMMA;
    long mixed = state;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
