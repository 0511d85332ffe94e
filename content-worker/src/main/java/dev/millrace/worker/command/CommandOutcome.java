package dev.millrace.worker.command;

/** How a command ended; the schedule's ledger is told in the same transaction. */
public sealed interface CommandOutcome {
  /** It is done. */
  record Finished() implements CommandOutcome {}

  /**
   * It is written down, and whoever does it reports the run's end by its execution key ({@link
   * dev.millrace.command.RunReports}).
   */
  record Recorded() implements CommandOutcome {}

  /**
   * It cannot be done, and no repetition would change that.
   *
   * @param reason a sentence, for the schedule's owner
   */
  record Failed(String reason) implements CommandOutcome {}
}
