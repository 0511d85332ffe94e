package dev.millrace.budget;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import java.util.Optional;

/** What follows when a call no longer fits into the day's budget. */
@Schema(
    type = "string",
    allowableValues = {"fail", "pause", "fall_back"})
public enum OnExceed {
  /** The work fails. */
  FAIL,
  /** The work waits until the next day, or until the budget is raised. */
  PAUSE,
  /** Cheaper models are asked, those that cost nothing among them. */
  FALL_BACK;

  private static final WireNames<OnExceed> NAMES = WireNames.of(OnExceed.class, OnExceed::wireName);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The policy of that wire name, or empty when there is none. */
  public static Optional<OnExceed> of(String wireName) {
    return NAMES.find(wireName);
  }
}
