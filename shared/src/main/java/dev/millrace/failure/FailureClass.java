package dev.millrace.failure;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import java.util.Optional;

/**
 * Every failure has one class, and the class alone decides whether an attempt is charged, when the
 * work runs again, and whether it is dead-lettered. This is the one table of those decisions.
 */
@Schema(
    type = "string",
    allowableValues = {
      "transient",
      "rate_limited",
      "timeout",
      "outcome_unknown",
      "invalid_output",
      "content_policy",
      "configuration",
      "invalid_request"
    })
public enum FailureClass {
  /** The provider or the network failed in a way that passes. */
  TRANSIENT(Charge.ATTEMPT, Remedy.RETRY),
  /** The provider asked for patience; its Retry-After is honoured. */
  RATE_LIMITED(Charge.NOTHING, Remedy.WAIT),
  /** No answer came within the time allowed. */
  TIMEOUT(Charge.ATTEMPT, Remedy.RETRY),
  /** Dispatched, and the answer lost: the worker died or its lease ended. */
  OUTCOME_UNKNOWN(Charge.ATTEMPT, Remedy.RETRY),
  /** The output failed its schema, and so did the repair. */
  INVALID_OUTPUT(Charge.ATTEMPT, Remedy.DEAD_LETTER),
  /** The provider refuses this content; no repetition changes that. */
  CONTENT_POLICY(Charge.ATTEMPT, Remedy.DEAD_LETTER),
  /** This installation is set up wrongly: intake pauses rather than burning every message. */
  CONFIGURATION(Charge.NOTHING, Remedy.PAUSE),
  /** The message itself can never work. */
  INVALID_REQUEST(Charge.ATTEMPT, Remedy.DEAD_LETTER);

  private static final WireNames<FailureClass> NAMES =
      WireNames.of(FailureClass.class, FailureClass::wireName);

  /** What a failure of the class costs the request. */
  public enum Charge {
    ATTEMPT,
    NOTHING
  }

  /** What happens next to the request. */
  public enum Remedy {
    /** Run again after a backoff, until the attempts are used up; then a dead letter. */
    RETRY,
    /** Run again at a known later time, however often. */
    WAIT,
    /** As {@link #WAIT}, and take no new work until the fault is mended. */
    PAUSE,
    /** Never run again by itself. */
    DEAD_LETTER
  }

  private final Charge charge;
  private final Remedy remedy;

  FailureClass(Charge charge, Remedy remedy) {
    this.charge = charge;
    this.remedy = remedy;
  }

  /** What a failure of this class costs. */
  public Charge charge() {
    return charge;
  }

  /** What happens next. */
  public Remedy remedy() {
    return remedy;
  }

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The class of that wire name, or empty when there is none. */
  public static Optional<FailureClass> of(String wireName) {
    return NAMES.find(wireName);
  }
}
