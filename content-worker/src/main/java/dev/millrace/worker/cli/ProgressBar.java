package dev.millrace.worker.cli;

import java.io.PrintWriter;

/**
 * A bar on the terminal's error stream; nothing where no person looks. Safe for use by many
 * threads.
 */
final class ProgressBar implements AutoCloseable {
  private static final int WIDTH = 30;

  private final PrintWriter err;
  private final String what;
  private final boolean isShown;
  private int last = -1;

  ProgressBar(PrintWriter err, String what, boolean isShown) {
    this.err = err;
    this.what = what;
    this.isShown = isShown;
  }

  /** So much of all is done; all may be 0 when it is not known. */
  synchronized void show(long done, long all, String detail) {
    int percent = all <= 0 ? 0 : (int) Math.min(100, done * 100 / all);
    if (!isShown || (percent == last && all > 0)) {
      return;
    }
    last = percent;
    int full = WIDTH * percent / 100;
    String bar = all <= 0 ? "" : " [" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] ";
    err.print("\r" + what + bar + (all <= 0 ? " " : percent + " % ") + detail + "\033[K");
    err.flush();
  }

  @Override
  public synchronized void close() {
    if (isShown && last >= 0) {
      err.println();
      err.flush();
    }
  }
}
