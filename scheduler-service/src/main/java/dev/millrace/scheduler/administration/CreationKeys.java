package dev.millrace.scheduler.administration;

import dev.millrace.problem.ProblemException;
import dev.millrace.scheduler.storage.Calls;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;

/** What each {@code Idempotency-Key} led to, in the unit of work that creates. */
final class CreationKeys {
  static final String HEADER = "Idempotency-Key";

  private CreationKeys() {}

  /**
   * Takes a key for a schedule that is about to be made; answers the id of the one that it led to
   * before. A concurrent call with the same key is waited for.
   *
   * @throws ProblemException 422 when it came with another body
   */
  static Optional<UUID> take(Calls calls, String organizationId, String key, byte[] body, UUID id) {
    Optional<Calls.Earlier> earlier = calls.takeKey(organizationId, key, hash(body), id);
    if (earlier.filter(each -> !each.isSame()).isPresent()) {
      throw ProblemException.unprocessable(
          "This Idempotency-Key came with another call before; use a fresh one.");
    }
    return earlier.map(Calls.Earlier::id);
  }

  /**
   * Checks the header.
   *
   * @throws ProblemException 400 when it is not 1 to 255 visible ASCII characters
   */
  static void check(String key) {
    if (key.isEmpty()
        || key.length() > 255
        || !key.chars().allMatch(character -> character > ' ' && character < 0x7F)) {
      throw ProblemException.invalid(
          "/" + HEADER, "must be 1 to 255 visible ASCII characters, such as a UUID");
    }
  }

  /** The keys of all services are in one table: what is made is part of what is compared. */
  private static byte[] hash(byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update("schedule:".getBytes(StandardCharsets.UTF_8));
      return digest.digest(body);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }
}
