package dev.millrace.scheduler.execution;

import java.util.List;
import java.util.UUID;

/** Jobs that run in this service, in one unit of work of whatever storage keeps them. */
public interface Executions {
  /** Inserts what is to run, due at once. */
  void insert(List<NewExecution> executions);

  /**
   * Takes the leases of what runs of a schedule away, so that it is run anew at once, and answers
   * its execution keys. Whoever held them finds another token.
   */
  List<String> release(String organizationId, UUID schedule);
}
