package dev.millrace.scheduler.storage.json;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Lines of a checksum (CRC-32C, eight hexadecimal digits), a blank, and a JSON document; by which a
 * line is recognised that was not written to its end.
 */
final class Lines {
  private static final int CHECKSUM = 8;

  private Lines() {}

  /** The line of a document. */
  static byte[] line(byte[] document) {
    byte[] line = new byte[CHECKSUM + 1 + document.length + 1];
    System.arraycopy(checksum(document), 0, line, 0, CHECKSUM);
    line[CHECKSUM] = ' ';
    System.arraycopy(document, 0, line, CHECKSUM + 1, document.length);
    line[line.length - 1] = '\n';
    return line;
  }

  /**
   * Reads a file up to its end, or up to a last line that is not whole. Answers how many of its
   * bytes are whole lines.
   *
   * @throws DamagedFile when a line that is not whole is followed by others
   */
  static long read(Path file, Consumer<byte[]> reader) throws IOException {
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      long whole = 0;
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int next = bytes.read(); next >= 0; next = bytes.read()) {
        line.write(next);
        if (next == '\n') {
          byte[] read = line.toByteArray();
          line.reset();
          if (!isWhole(read)) {
            if (bytes.read() >= 0) {
              throw new DamagedFile(file, "at byte " + whole);
            }
            return whole;
          }
          reader.accept(Arrays.copyOfRange(read, CHECKSUM + 1, read.length - 1));
          whole += read.length;
        }
      }
      return whole;
    }
  }

  private static boolean isWhole(byte[] line) {
    if (line.length < CHECKSUM + 2 || line[CHECKSUM] != ' ') {
      return false;
    }
    byte[] document = Arrays.copyOfRange(line, CHECKSUM + 1, line.length - 1);
    return Arrays.equals(checksum(document), Arrays.copyOf(line, CHECKSUM));
  }

  private static byte[] checksum(byte[] document) {
    CRC32C checksum = new CRC32C();
    checksum.update(document);
    return "%08x".formatted(checksum.getValue()).getBytes(StandardCharsets.US_ASCII);
  }
}
