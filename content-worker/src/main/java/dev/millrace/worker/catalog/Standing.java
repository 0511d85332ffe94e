package dev.millrace.worker.catalog;

/** Where a job stands after a settlement. */
enum Standing {
  /** Done: told of, applied, or found to be as it should be. */
  COMPLETED,
  /** Done, and an exercise was changed. */
  APPLIED,
  /** Not done, and it will not be tried again. */
  FAILED,
  /** Waits for another try. */
  QUEUED,
  /** Its exercise was changed meanwhile; it is planned anew. */
  REPLANNED,
  /** The apply gate has closed. */
  BLOCKED,
  /** The lease was lost, and whoever has it now decides. */
  LOST
}
