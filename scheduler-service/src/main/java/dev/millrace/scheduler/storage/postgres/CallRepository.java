package dev.millrace.scheduler.storage.postgres;

import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Sql;
import dev.millrace.scheduler.storage.Calls;
import dev.millrace.security.Caller;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** {@code audit_log} and {@code idempotency_keys}, in one transaction. */
record CallRepository(Connection connection) implements Calls {
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

  private static final Sql WRITE =
      Sql.of(
          """
          INSERT INTO audit_log (id, organization_id, actor, action, target, detail)
          VALUES (:id, :organization, :actor, :action, :target, :detail::jsonb)
          """);

  @Override
  public Optional<Earlier> takeKey(String organizationId, String key, byte[] hash, UUID id) {
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
    return Optional.of(
        FIND.on(connection)
            .bind("organization", organizationId)
            .bind("key", key)
            .bind("hash", hash)
            .first(row -> new Earlier(row.getObject("id", UUID.class), row.getBoolean("is_same")))
            .orElseThrow());
  }

  @Override
  public void audit(Caller caller, String action, UUID schedule, Map<String, String> detail) {
    WRITE
        .on(connection)
        .bind("id", ContentRequestRepository.newId())
        .bind("organization", caller.organizationId())
        .bind("actor", caller.subject())
        .bind("action", action)
        .bind("target", schedule.toString())
        .bind("detail", ContentRequestCodec.toJson(detail))
        .update();
  }
}
