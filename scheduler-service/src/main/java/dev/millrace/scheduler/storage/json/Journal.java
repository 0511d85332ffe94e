package dev.millrace.scheduler.storage.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What was committed since the last snapshot, a line for each unit of work. Not for use by several
 * threads.
 */
final class Journal implements AutoCloseable {
  // No channel: an interrupted thread would close that, and the storage with it.
  private final RandomAccessFile file;
  private long length;

  private Journal(RandomAccessFile file, long length) {
    this.file = file;
    this.length = length;
  }

  /**
   * Reads what there is, cuts off a last line that was not written to its end, and goes on there.
   *
   * @throws DamagedFile when it is damaged elsewhere
   */
  static Journal open(Path path, Consumer<JsonNode> reader) throws IOException {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    try {
      long whole = Lines.read(path, document -> reader.accept(JsonRows.document(document)));
      Journal journal = new Journal(file, whole);
      journal.cut();
      file.getFD().sync();
      return journal;
    } catch (IOException | RuntimeException failure) {
      file.close();
      throw failure;
    }
  }

  /** Appends a document; it is durable once this returns. What was not is not there afterwards. */
  void append(JsonNode document) throws IOException {
    cut();
    byte[] line = Lines.line(JsonRows.bytes(document));
    try {
      file.seek(length);
      file.write(line);
      file.getFD().sync();
    } catch (IOException refused) {
      cutAfter(refused);
      throw refused;
    }
    length += line.length;
  }

  /** Begins anew, since a snapshot has everything. */
  void restart() throws IOException {
    length = 0;
    cut();
    file.getFD().sync();
  }

  long length() {
    return length;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void cut() throws IOException {
    if (file.length() != length) {
      file.setLength(length);
    }
  }

  /** If the disk refuses even this, the next line will try again. */
  private void cutAfter(IOException refused) {
    try {
      cut();
      file.getFD().sync();
    } catch (IOException again) {
      refused.addSuppressed(again);
    }
  }
}
