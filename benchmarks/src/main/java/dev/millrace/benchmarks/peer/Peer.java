package dev.millrace.benchmarks.peer;

import java.sql.SQLException;
import java.time.Duration;

/** What else executes due jobs, here such as do nothing, on tables of its own. Not thread-safe. */
public interface Peer extends AutoCloseable {
  /** What people call it. */
  String label();

  /**
   * Jobs a second that it executes and notes to be done.
   *
   * @param jobs how many are due
   * @param most after this it is stopped, and what it has done counts
   */
  double rate(int jobs, Duration most) throws SQLException, InterruptedException;

  /** Removes its tables. */
  @Override
  void close() throws SQLException;
}
