package dev.millrace.catalog;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads a file exercise by exercise, and holds no more than one in memory. */
interface ImportReader {
  /** The next exercise, good or bad; null at the end. */
  @Nullable ImportLine next() throws IOException;

  /** A reader of that format. */
  static ImportReader of(FileFormat format, InputStream input) {
    return switch (format) {
      case JSONL -> new JsonLinesReader(input);
      case CSV -> new CsvExerciseReader(input);
    };
  }
}
