package dev.millrace.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.InvalidContentRequest;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** JSON Lines. A line without an end does not fill the memory: what is too long is passed over. */
final class JsonLinesReader implements ImportReader {
  private static final int LONGEST_LINE = 64 * 1024;

  private final InputStream input;
  private long number;

  JsonLinesReader(InputStream input) {
    this.input = new BufferedInputStream(input, LONGEST_LINE);
  }

  @Override
  public @Nullable ImportLine next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean isTooLong = false;
    for (int next = input.read(); ; next = input.read()) {
      boolean isEnd = next == -1;
      if (!isEnd && next != '\n') {
        isTooLong |= line.size() == LONGEST_LINE;
        if (!isTooLong) {
          line.write(next);
        }
        continue;
      }
      boolean isBlank = line.toString(StandardCharsets.UTF_8).isBlank();
      if (isEnd && isBlank) {
        return null;
      }
      number++;
      if (isTooLong) {
        return ImportLine.bad(number, "The line is longer than " + LONGEST_LINE + " bytes.");
      }
      if (!isBlank) {
        return read(line.toByteArray());
      }
      line.reset();
    }
  }

  private ImportLine read(byte[] line) {
    try {
      return ContentRequestCodec.parse(line) instanceof ObjectNode document
          ? ImportLine.good(number, ExerciseCodec.decode(document))
          : ImportLine.bad(number, "An exercise must be a JSON object.");
    } catch (InvalidExercise invalid) {
      return ImportLine.bad(number, invalid.reason());
    } catch (InvalidContentRequest invalid) {
      return ImportLine.bad(number, String.valueOf(invalid.getMessage()));
    }
  }
}
