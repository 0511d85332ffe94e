package dev.millrace.observability;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Lines that are logged together are written together: a tick logs a thousand lines at once, and as
 * many calls of the system would cost more than the lines do. Safe for use by many threads.
 */
public final class LineSet {
  /** A longer set is written in parts, so that memory is bounded. */
  private static final int MOST_BYTES = 1 << 16;

  private static final ThreadLocal<@Nullable LineSet> OPEN = new ThreadLocal<>();

  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private @Nullable Console console;

  private LineSet() {}

  /** Runs what logs many lines, and writes them when it ends, however it does. */
  public static void write(Runnable logging) {
    if (OPEN.get() != null) {
      logging.run();
      return;
    }
    LineSet set = new LineSet();
    OPEN.set(set);
    try {
      logging.run();
    } finally {
      OPEN.remove();
      set.flush();
    }
  }

  private void add(Console whose, byte[] line) {
    console = whose;
    lines.writeBytes(line);
    if (lines.size() >= MOST_BYTES) {
      flush();
    }
  }

  private void flush() {
    if (console != null) {
      console.write(lines.toByteArray());
      lines.reset();
    }
  }

  /** The console, which writes a line at a time unless they are a set. */
  static final class Console extends ConsoleAppender<ILoggingEvent> {
    @Override
    protected void writeOut(ILoggingEvent event) throws IOException {
      LineSet set = OPEN.get();
      if (set == null) {
        super.writeOut(event);
      } else {
        set.add(this, getEncoder().encode(event));
      }
    }

    private void write(byte[] lines) {
      try {
        writeByteArrayToOutputStreamWithPossibleFlush(lines);
      } catch (IOException failure) {
        // As for a single line: what is logged must not fail for the log's sake.
        addError("Lines could not be written", failure);
      }
    }
  }
}
