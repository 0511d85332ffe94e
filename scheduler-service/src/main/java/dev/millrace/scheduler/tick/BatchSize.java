package dev.millrace.scheduler.tick;

/** How many schedules the next transaction takes: fewer after a failure, all again after some. */
final class BatchSize {
  private final int most;
  private int size;

  BatchSize(int most) {
    this.most = most;
    this.size = most;
  }

  int get() {
    return size;
  }

  boolean isOne() {
    return size == 1;
  }

  void failed() {
    size = Math.max(1, size / 4);
  }

  void succeeded() {
    size = Math.min(most, size * 4);
  }
}
