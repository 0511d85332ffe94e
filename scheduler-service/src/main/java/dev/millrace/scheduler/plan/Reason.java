package dev.millrace.scheduler.plan;

/** Why a slot did not fire when it was due. */
public enum Reason {
  /** It was missed, and its policy makes up others, or none. */
  MISFIRE("misfire"),
  /** It was missed by more than its schedule allows. */
  TOO_LATE("too_late"),
  /** An older run had not ended. */
  OVERLAP("overlap"),
  /** Its schedule was paused. */
  PAUSED("paused"),
  /** Its schedule was changed before anything was decided about it. */
  CHANGED("changed");

  private final String wireName;

  Reason(String wireName) {
    this.wireName = wireName;
  }

  /** The name in JSON and in the database. */
  public String wireName() {
    return wireName;
  }
}
