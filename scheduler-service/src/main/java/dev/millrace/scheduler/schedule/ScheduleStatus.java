package dev.millrace.scheduler.schedule;

import dev.millrace.wire.WireNames;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where a schedule stands. */
public enum ScheduleStatus {
  /** It has a next time. */
  ACTIVE("active"),
  /** It fires nothing until it is resumed. */
  PAUSED("paused"),
  /** It has no slot left. */
  ENDED("ended"),
  /** Nobody sees it any more; its ledger is kept. */
  DELETED("deleted");

  private static final WireNames<ScheduleStatus> NAMES =
      WireNames.of(ScheduleStatus.class, ScheduleStatus::wireName);

  private final String wireName;

  ScheduleStatus(String wireName) {
    this.wireName = wireName;
  }

  /** The name in JSON and in the database. */
  public String wireName() {
    return wireName;
  }

  /** The status of a name. */
  public static Optional<ScheduleStatus> of(String wireName) {
    return NAMES.find(wireName);
  }

  /** The names that callers see. */
  public static List<String> wireNames() {
    return Arrays.stream(values())
        .filter(status -> status != DELETED)
        .map(ScheduleStatus::wireName)
        .toList();
  }
}
