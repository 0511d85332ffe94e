package dev.millrace.worker.call.cache;

import org.jspecify.annotations.Nullable;

/**
 * An answer as it is kept: a text in UTF-8, or the file of a picture.
 *
 * @param mediaType null for a text
 */
@SuppressWarnings("ArrayRecordComponent") // Answers are handed on, never compared.
public record KeptAnswer(byte[] bytes, @Nullable String mediaType, int width, int height) {
  /** A text. */
  public static KeptAnswer text(byte[] utf8) {
    return new KeptAnswer(utf8, null, 0, 0);
  }
}
