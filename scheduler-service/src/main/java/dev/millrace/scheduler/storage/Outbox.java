package dev.millrace.scheduler.storage;

import dev.millrace.command.ScheduledCommand;
import java.util.List;

/**
 * The ledger as the outbox of commands. A decision that fires one is written as if it were
 * published already, and says when it must be again unless somebody has received it by then; so a
 * publication that works needs no further write.
 */
public interface Outbox {
  /** A command with its topic. */
  record Due(String topic, ScheduledCommand command) {}

  /**
   * What was looked at.
   *
   * @param looked how many were due
   * @param due those that are to be published; nobody else takes them meanwhile
   */
  record Taken(int looked, List<Due> due) {}

  /**
   * Takes commands that are due for publication, the longest overdue first. Of those that have been
   * received, or whose run has ended, nothing is left to do. The others are published anew, and are
   * due again after their rescue time, doubled with each publication up to 64 times.
   */
  Taken takeDue(int most);

  /**
   * They are not published: the next tick tries again, if they have not ended. Answers how many.
   */
  int markUnpublished(List<String> keys);
}
