package dev.millrace.worker.callback;

/** Where a delivery stands after a settlement. */
enum State {
  PENDING,
  DELIVERED,
  FAILED,
  /** The lease was lost, and whoever has it now decides. */
  LOST
}
