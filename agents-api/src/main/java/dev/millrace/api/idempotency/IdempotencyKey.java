package dev.millrace.api.idempotency;

import dev.millrace.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Idempotency-Key} of a call, and what it was sent with.
 *
 * @param value the header, 1 to 255 visible ASCII characters
 * @param bodyHash SHA-256 of the body as it was sent, in hexadecimal
 */
public record IdempotencyKey(String value, String bodyHash) {
  /** The name of the header. */
  public static final String HEADER = "Idempotency-Key";

  private static final int LONGEST = 255;

  /** The key of a call, or null when it names none. */
  public static @Nullable IdempotencyKey of(@Nullable String header, byte[] body) {
    if (header == null) {
      return null;
    }
    if (header.isEmpty()
        || header.length() > LONGEST
        || !header.chars().allMatch(c -> isVisible(c))) {
      throw ProblemException.invalid(
          "/" + HEADER, "must be 1 to 255 visible ASCII characters, such as a UUID");
    }
    return new IdempotencyKey(header, HexFormat.of().formatHex(sha256(body)));
  }

  /** As {@link #of(String, byte[])}, for a call that is told from others by its path, too. */
  public static @Nullable IdempotencyKey of(@Nullable String header, String path, byte[] body) {
    byte[] prefix = (path + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] both = Arrays.copyOf(prefix, prefix.length + body.length);
    System.arraycopy(body, 0, both, prefix.length, body.length);
    return of(header, both);
  }

  private static boolean isVisible(int character) {
    return character > ' ' && character < 0x7F;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }
}
