package dev.millrace.scheduler.storage.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The whole state in one file: a line that says of which unit it is, a line for each row, and a
 * line that says how many there are. It takes the place of the one before at once, or not at all.
 */
final class Snapshot {
  static final String NAME = "snapshot.jsonl";
  static final String UNFINISHED = "snapshot.unfinished";

  private static final int VERSION = 1;
  private static final String VERSION_FIELD = "version";
  private static final String SEQUENCE = "sequence";
  private static final String ROWS = "rows";

  private final Directory directory;

  Snapshot(Directory directory) {
    this.directory = directory;
  }

  /** Writes it, and answers its size in bytes. */
  long write(State state, long sequence) throws IOException {
    Path unfinished = directory.file(UNFINISHED);
    long size;
    try (FileOutputStream file = new FileOutputStream(unfinished.toFile());
        OutputStream buffered = new BufferedOutputStream(file, 1 << 16)) {
      size = write(state, sequence, buffered);
      buffered.flush();
      file.getFD().sync();
    }
    Files.move(
        unfinished,
        directory.file(NAME),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    directory.sync();
    return size;
  }

  private static long write(State state, long sequence, OutputStream file) throws IOException {
    long size = line(file, JsonRows.object().put(VERSION_FIELD, VERSION).put(SEQUENCE, sequence));
    long rows = 0;
    for (Table<?> table : state.tables()) {
      for (ObjectNode row : (Iterable<ObjectNode>) table.everything()::iterator) {
        size += line(file, row);
        rows++;
      }
    }
    return size + line(file, JsonRows.object().put(ROWS, rows));
  }

  private static long line(OutputStream file, ObjectNode document) throws IOException {
    byte[] line = Lines.line(JsonRows.bytes(document));
    file.write(line);
    return line.length;
  }

  /**
   * Reads it into an empty state, and answers of which unit it is; 0 when there is none.
   *
   * @throws DamagedFile when it is not what was written
   */
  long read(State state) throws IOException {
    Files.deleteIfExists(directory.file(UNFINISHED));
    Path file = directory.file(NAME);
    if (!Files.exists(file)) {
      return 0;
    }
    Reader reader = new Reader(file, state);
    Lines.read(file, document -> reader.read(JsonRows.document(document)));
    return reader.end();
  }

  /** Reads line by line. */
  private static final class Reader {
    private final Path file;
    private final State state;
    private @Nullable JsonNode head;
    private long rows;
    private boolean isEnded;

    Reader(Path file, State state) {
      this.file = file;
      this.state = state;
    }

    void read(JsonNode line) {
      if (head == null) {
        head = line;
        if (line.path(VERSION_FIELD).asInt() != VERSION) {
          throw new IllegalStateException(
              file + " was written by another version of the service; start that one.");
        }
      } else if (line.has(ROWS)) {
        isEnded = line.path(ROWS).asLong() == rows;
      } else {
        state.apply(file, line);
        rows++;
      }
    }

    long end() {
      if (head == null || !isEnded) {
        throw new DamagedFile(file, "at its end");
      }
      return head.path(SEQUENCE).asLong();
    }
  }
}
