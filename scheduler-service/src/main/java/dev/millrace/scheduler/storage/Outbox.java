package dev.millrace.scheduler.storage;

import dev.millrace.command.ScheduledCommand;
import java.util.List;

/** The ledger as the outbox of commands: a decision that fires one keeps it until it is sent. */
public interface Outbox {
  /** A command with its topic. */
  record Due(String topic, ScheduledCommand command) {}

  /**
   * Takes commands that the broker has not taken in time, the longest overdue first. Nobody else
   * takes them until their rescue time has passed.
   */
  List<Due> takeDue(int most);

  /** They are published: nobody does it again. Answers how many there were. */
  int markPublished(List<String> keys);

  /** They are not: the next tick tries again. Answers how many there were. */
  int markUnpublished(List<String> keys);
}
