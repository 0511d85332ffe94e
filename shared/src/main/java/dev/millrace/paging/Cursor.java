package dev.millrace.paging;

import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import io.micronaut.http.HttpStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * Where a page ended, in a list that runs from the newest to the oldest. Callers see it as an
 * opaque text that is bound to the list it was given for; it grants nothing, so a checksum is
 * enough against accidents.
 */
public record Cursor(Instant createdAt, UUID id) {
  private static final int POSITION = 3 * Long.BYTES;
  private static final int CHECKSUM = 6;

  /**
   * The text of this cursor.
   *
   * @param list what is listed: the filters, and whose list it is
   */
  public String encode(String list) {
    byte[] position =
        ByteBuffer.allocate(POSITION)
            .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, createdAt))
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    byte[] encoded = Arrays.copyOf(position, POSITION + CHECKSUM);
    System.arraycopy(checksum(position, list), 0, encoded, POSITION, CHECKSUM);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(encoded);
  }

  /**
   * The cursor of a text.
   *
   * @throws ProblemException 400 when it was not given for this list
   */
  public static Cursor decode(String text, String list) {
    byte[] bytes = bytes(text);
    if (bytes.length != POSITION + CHECKSUM) {
      throw invalid();
    }
    byte[] position = Arrays.copyOf(bytes, POSITION);
    if (!Arrays.equals(
        checksum(position, list), Arrays.copyOfRange(bytes, POSITION, bytes.length))) {
      throw invalid();
    }
    ByteBuffer buffer = ByteBuffer.wrap(position);
    return new Cursor(
        Instant.EPOCH.plus(buffer.getLong(), ChronoUnit.MICROS),
        new UUID(buffer.getLong(), buffer.getLong()));
  }

  private static byte[] bytes(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException malformed) {
      throw invalid();
    }
  }

  private static ProblemException invalid() {
    return new ProblemException(
        Problem.of(
            HttpStatus.BAD_REQUEST,
            "invalid-cursor",
            "Invalid cursor",
            "This cursor was not given for this list. Use next_cursor of the page before with the"
                + " same filters, or leave cursor out to begin with the newest."));
  }

  private static byte[] checksum(byte[] position, String list) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(position);
      return Arrays.copyOf(digest.digest(list.getBytes(StandardCharsets.UTF_8)), CHECKSUM);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }
}
