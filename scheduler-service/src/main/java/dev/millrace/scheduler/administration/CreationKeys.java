package dev.millrace.scheduler.administration;

import dev.millrace.database.Sql;
import dev.millrace.problem.ProblemException;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What each {@code Idempotency-Key} led to, in the transaction that creates. */
@Singleton
final class CreationKeys {
  static final String HEADER = "Idempotency-Key";

  private static final Sql TAKE =
      Sql.of(
          """
          INSERT INTO idempotency_keys (organization_id, key, body_hash, resource_ids)
          VALUES (:organization, :key, :hash, :resources)
          ON CONFLICT DO NOTHING
          """);

  private static final Sql FIND =
      Sql.of(
          """
          SELECT resource_ids[1] AS id, body_hash = :hash AS is_same
          FROM idempotency_keys
          WHERE organization_id = :organization AND key = :key
          """);

  private record Taken(UUID id, boolean isSame) {}

  /**
   * Takes a key for a schedule that is about to be made; answers the id of the one that it led to
   * before. A concurrent call with the same key is waited for.
   *
   * @throws ProblemException 422 when it came with another body
   */
  Optional<UUID> take(
      Connection connection, String organizationId, String key, byte[] body, UUID id) {
    byte[] hash = hash(body);
    int taken =
        TAKE.on(connection)
            .bind("organization", organizationId)
            .bind("key", key)
            .bind("hash", hash)
            .bindArray("resources", "uuid", List.of(id))
            .update();
    if (taken == 1) {
      return Optional.empty();
    }
    Taken earlier =
        FIND.on(connection)
            .bind("organization", organizationId)
            .bind("key", key)
            .bind("hash", hash)
            .first(row -> new Taken(row.getObject("id", UUID.class), row.getBoolean("is_same")))
            .orElseThrow();
    if (!earlier.isSame) {
      throw ProblemException.unprocessable(
          "This Idempotency-Key came with another call before; use a fresh one.");
    }
    return Optional.of(earlier.id);
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
