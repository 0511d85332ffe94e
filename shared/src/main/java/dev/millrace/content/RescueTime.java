package dev.millrace.content;

import java.time.Duration;

/** What intake must know of dispatch, which itself stands on this package. */
@FunctionalInterface
public interface RescueTime {
  /** How long a published row may wait unclaimed before it counts as lost. */
  Duration rescueAfter();
}
