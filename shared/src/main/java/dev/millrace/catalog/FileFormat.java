package dev.millrace.catalog;

import java.util.Locale;
import java.util.Optional;

/** What exercises are imported from and exported to. */
public enum FileFormat {
  /** JSON Lines: one document a line. */
  JSONL,
  /** RFC 4180 with a header; the values of a list are lines of their cell. */
  CSV;

  /** The format that a file's name ends with, or empty when it ends with another. */
  public static Optional<FileFormat> ofName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".csv")) {
      return Optional.of(CSV);
    }
    return lower.endsWith(".jsonl") || lower.endsWith(".ndjson")
        ? Optional.of(JSONL)
        : Optional.empty();
  }
}
