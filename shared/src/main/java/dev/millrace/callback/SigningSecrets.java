package dev.millrace.callback;

import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Sql;
import dev.millrace.outbound.WebhookSigner;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that sign, as {@code webhook_secrets} keeps them: one for each endpoint, and one for
 * the callback URLs of an organization. Of a secret that was replaced a while ago both sign, so
 * that receivers can change over. Safe for use by many threads.
 */
@Singleton
public final class SigningSecrets {
  private static final int BYTES = 32;

  /** What is there stays. */
  private static final Sql MAKE =
      Sql.of(
          """
          INSERT INTO webhook_secrets (id, organization_id, endpoint_id, secret)
          VALUES (:id, :organization, :endpoint, :secret)
          ON CONFLICT (organization_id, endpoint_id) DO NOTHING
          """);

  /** The one before the previous one ends with this: two sign at most. */
  private static final Sql ROTATE =
      Sql.of(
          """
          UPDATE webhook_secrets
          SET previous_secret = CASE WHEN :overlap > 0 THEN secret END,
              previous_until = CASE WHEN :overlap > 0 THEN now() + :overlap * interval '1 second' END,
              secret = :secret,
              set_at = now()
          WHERE organization_id = :organization AND endpoint_id IS NOT DISTINCT FROM :endpoint
          """);

  private static final Sql FIND =
      Sql.of(
          """
          SELECT set_at, CASE WHEN previous_until > now() THEN previous_until END AS previous_until
          FROM webhook_secrets
          WHERE organization_id = :organization AND endpoint_id IS NOT DISTINCT FROM :endpoint
          """);

  private final Seal seal;
  private final SecureRandom random = new SecureRandom();

  SigningSecrets(Seal seal) {
    this.seal = seal;
  }

  /**
   * Whose secret it is.
   *
   * @param endpointId null for the callback URLs of the organization
   */
  public record Owner(String organizationId, @Nullable UUID endpointId) {
    private String name() {
      return organizationId + "/" + (endpointId == null ? "" : endpointId);
    }
  }

  /** What may be said of a secret once it has been shown. */
  public record Known(Instant setAt, @Nullable Instant previousUntil) {}

  /** What is sealed, as a row has it; the previous one only while it still signs. */
  @SuppressWarnings("ArrayRecordComponent") // carried from the row to the opener, never compared
  public record Sealed(byte[] secret, byte @Nullable [] previous) {
    @Override
    public String toString() {
      return "Sealed[…]";
    }
  }

  /**
   * Makes a secret where there is none.
   *
   * @return the secret as its owner is shown it, once; empty when there was one
   */
  public Optional<String> make(Connection connection, Owner owner) {
    byte[] secret = fresh();
    int made =
        MAKE.on(connection)
            .bind("id", ContentRequestRepository.newId())
            .bind("organization", owner.organizationId)
            .bind("endpoint", owner.endpointId)
            .bind("secret", seal.seal(secret, owner.name()))
            .update();
    return made == 0 ? Optional.empty() : Optional.of(WebhookSigner.shown(secret));
  }

  /**
   * Replaces a secret, or makes the first.
   *
   * @param overlap for how long the older one signs, too
   * @return the new secret as its owner is shown it, once
   */
  public String rotate(Connection connection, Owner owner, Duration overlap) {
    byte[] secret = fresh();
    int rotated =
        ROTATE
            .on(connection)
            .bind("overlap", Sql.seconds(overlap))
            .bind("secret", seal.seal(secret, owner.name()))
            .bind("organization", owner.organizationId)
            .bind("endpoint", owner.endpointId)
            .update();
    return rotated > 0
        ? WebhookSigner.shown(secret)
        : make(connection, owner).orElseGet(() -> rotate(connection, owner, overlap));
  }

  /** What is known of a secret. */
  public Optional<Known> find(Connection connection, Owner owner) {
    return FIND.on(connection)
        .bind("organization", owner.organizationId)
        .bind("endpoint", owner.endpointId)
        .first(
            row ->
                new Known(Sql.requiredInstant(row, "set_at"), Sql.instant(row, "previous_until")));
  }

  /** What signs for an owner; empty when this installation has not the key to open it. */
  public Optional<WebhookSigner> signer(Owner owner, Sealed sealed) {
    List<byte[]> keys = new ArrayList<>();
    seal.open(sealed.secret, owner.name()).ifPresent(keys::add);
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    if (sealed.previous != null) {
      seal.open(sealed.previous, owner.name()).ifPresent(keys::add);
    }
    return Optional.of(WebhookSigner.of(keys));
  }

  private byte[] fresh() {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    return secret;
  }
}
