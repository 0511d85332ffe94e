package dev.millrace.api.content;

import dev.millrace.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

  /** The key of a call that asks for content, or null when it names none. */
  public static @Nullable IdempotencyKey of(@Nullable String header, byte[] body) {
    return of(header, "", body);
  }

  /**
   * The key of a call, or null when it names none.
   *
   * @param what is asked for: equal bodies that ask for different things are different
   */
  public static @Nullable IdempotencyKey of(@Nullable String header, String what, byte[] body) {
    if (header == null) {
      return null;
    }
    if (header.isEmpty()
        || header.length() > LONGEST
        || !header.chars().allMatch(c -> isVisible(c))) {
      throw ProblemException.invalid(
          "/" + HEADER, "must be 1 to 255 visible ASCII characters, such as a UUID");
    }
    return new IdempotencyKey(header, HexFormat.of().formatHex(sha256(what, body)));
  }

  private static boolean isVisible(int character) {
    return character > ' ' && character < 0x7F;
  }

  private static byte[] sha256(String what, byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(what.getBytes(StandardCharsets.UTF_8));
      return digest.digest(body);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }
}
