package dev.millrace.worker.run;

/**
 * A step in its round.
 *
 * @param round 1, or 2 for what a review has asked for once more
 */
record Turn(Step step, int round) {
  /** What calls of models are made for; a second round is not the first one again. */
  String callName() {
    return round == 1 ? step.wireName() : step.wireName() + "-" + round;
  }
}
