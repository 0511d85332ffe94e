package dev.millrace.worker.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * A text as the database takes it. What waits to be written is most of what a busy worker
 * remembers, and a single dash that is not Latin-1 doubles the size of a whole {@link String}.
 * Immutable.
 */
public final class Utf8 {
  private final byte[] bytes;

  private Utf8(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Encodes a text; what is no character becomes a question mark. */
  public static Utf8 of(String text) {
    return new Utf8(text.getBytes(UTF_8));
  }

  /** Takes bytes that are UTF-8, and that nobody changes any more. */
  public static Utf8 of(byte[] bytes) {
    return new Utf8(bytes);
  }

  /** The encoded text, not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Utf8 text && Arrays.equals(bytes, text.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The text. */
  @Override
  public String toString() {
    return new String(bytes, UTF_8);
  }
}
