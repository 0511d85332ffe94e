package dev.millrace.scheduler.schedule;

import dev.millrace.wire.WireNames;
import java.util.Optional;

/** What becomes of a slot while the run of an older one has not ended. */
public enum Overlap {
  /** It fires all the same. */
  ALLOW("allow"),
  /** It does not fire. */
  SKIP("skip"),
  /** It waits for the end; at most one slot of a schedule does, others do not fire. */
  QUEUE("queue");

  private static final WireNames<Overlap> NAMES = WireNames.of(Overlap.class, Overlap::wireName);

  private final String wireName;

  Overlap(String wireName) {
    this.wireName = wireName;
  }

  /** The name in JSON and in the database. */
  public String wireName() {
    return wireName;
  }

  /** The policy of a name. */
  public static Optional<Overlap> of(String wireName) {
    return NAMES.find(wireName);
  }
}
