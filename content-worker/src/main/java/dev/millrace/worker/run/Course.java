package dev.millrace.worker.run;

import dev.millrace.run.RunKind;

/**
 * Which step comes next: {@code plan → generate → review → assemble}, and once more {@code generate
 * → review} when the review wants that. An answer in a conversation is neither planned nor
 * reviewed: whoever asked waits for it. A function of what is finished, so that whoever takes over
 * goes on where the last one ended.
 */
final class Course {
  private static final int MOST_ROUNDS = 2;

  private Course() {}

  /** The step after those that are finished. */
  static Turn next(RunKind kind, History history) {
    return switch (kind) {
      case CHAT ->
          history.has(Step.GENERATE, 1) ? new Turn(Step.ASSEMBLE, 1) : new Turn(Step.GENERATE, 1);
      case PRODUCT_IMAGE, TEXT -> reviewed(history);
    };
  }

  /** How much is done once that step is the next one, in percent. */
  static int progress(RunKind kind, Turn next) {
    if (kind == RunKind.CHAT) {
      return next.step() == Step.ASSEMBLE ? 90 : 0;
    }
    return switch (next.step()) {
      case PLAN -> 0;
      case GENERATE -> next.round() == 1 ? 15 : 75;
      case REVIEW -> next.round() == 1 ? 60 : 85;
      case ASSEMBLE -> 95;
    };
  }

  private static Turn reviewed(History history) {
    if (!history.has(Step.PLAN, 1)) {
      return new Turn(Step.PLAN, 1);
    }
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      if (!history.has(Step.GENERATE, round)) {
        return new Turn(Step.GENERATE, round);
      }
      if (!history.has(Step.REVIEW, round)) {
        return new Turn(Step.REVIEW, round);
      }
      if (Review.isApproved(history.latest(Step.REVIEW))) {
        return new Turn(Step.ASSEMBLE, 1);
      }
    }
    return new Turn(Step.ASSEMBLE, 1);
  }
}
