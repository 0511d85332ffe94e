package dev.millrace.api.content;

import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What each organization's idempotency keys led to. */
@Singleton
public final class IdempotencyRepository {
  /** Waits for a concurrent transaction that has taken the same key, until it ends. */
  private static final Sql TAKE =
      Sql.of(
          """
          INSERT INTO idempotency_keys (organization_id, key, body_hash, resource_ids)
          SELECT organization_id, key, decode(body_hash, 'hex'), resource_ids::uuid[]
          FROM unnest(:organizations, :keys, :hashes, :resources)
            AS i (organization_id, key, body_hash, resource_ids)
          ORDER BY organization_id, key
          ON CONFLICT DO NOTHING
          RETURNING organization_id, key
          """);

  private static final Sql FIND =
      Sql.of(
          """
          SELECT k.organization_id, k.key, encode(k.body_hash, 'hex') AS body_hash, k.resource_ids, k.created_at
          FROM unnest(:organizations, :keys) AS i (organization_id, key)
          JOIN idempotency_keys k USING (organization_id, key)
          """);

  /** A key younger than the request it names is one that found that request rather than made it. */
  private static final Sql FOUND =
      Sql.of(
          """
          UPDATE idempotency_keys k
          SET resource_ids = i.resource_ids::uuid[], created_at = clock_timestamp()
          FROM unnest(:organizations, :keys, :resources) AS i (organization_id, key, resource_ids)
          WHERE k.organization_id = i.organization_id AND k.key = i.key
          """);

  private static final Sql LED_TO =
      Sql.of(
          """
          UPDATE idempotency_keys
          SET resource_ids = :resources
          WHERE organization_id = :organization AND key = :key
          """);

  /** Takes those keys that are free, and answers which. */
  public Set<Name> take(Connection connection, List<Taking> takings) {
    List<Taking> sorted = takings.stream().sorted(Comparator.comparing(Taking::name)).toList();
    return new HashSet<>(
        TAKE.on(connection)
            .bindArray("organizations", "text", texts(sorted, each -> each.name.organizationId))
            .bindArray("keys", "text", texts(sorted, each -> each.name.key))
            .bindArray("hashes", "text", texts(sorted, Taking::bodyHash))
            .bindArray("resources", "text", texts(sorted, each -> literal(each.resourceIds)))
            .list(row -> new Name(row.getString("organization_id"), row.getString("key"))));
  }

  /** What these keys were taken for. */
  public Map<Name, Taken> find(Connection connection, List<Name> names) {
    Map<Name, Taken> found = new HashMap<>();
    FIND.on(connection)
        .bindArray("organizations", "text", names.stream().map(Name::organizationId).toList())
        .bindArray("keys", "text", names.stream().map(Name::key).toList())
        .list(
            row ->
                found.put(
                    new Name(row.getString("organization_id"), row.getString("key")),
                    new Taken(
                        row.getString("body_hash"),
                        List.of((UUID[]) row.getArray("resource_ids").getArray()),
                        Sql.requiredInstant(row, "created_at"))));
    return found;
  }

  /** Remembers that these keys found requests that were there before. */
  public void found(Connection connection, Map<Name, UUID> resources) {
    List<Map.Entry<Name, UUID>> sorted =
        resources.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
    FOUND
        .on(connection)
        .bindArray(
            "organizations",
            "text",
            sorted.stream().map(each -> each.getKey().organizationId).toList())
        .bindArray("keys", "text", sorted.stream().map(each -> each.getKey().key).toList())
        .bindArray(
            "resources",
            "text",
            sorted.stream().map(each -> literal(List.of(each.getValue()))).toList())
        .update();
  }

  /** Remembers what a key led to, once that is known. */
  void ledTo(Connection connection, Name name, List<UUID> resources) {
    LED_TO
        .on(connection)
        .bindArray("resources", "uuid", resources)
        .bind("organization", name.organizationId)
        .bind("key", name.key)
        .update();
  }

  private static List<String> texts(List<Taking> takings, Function<Taking, String> field) {
    return takings.stream().map(field).toList();
  }

  private static String literal(List<UUID> ids) {
    return ids.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
  }

  /** A key of an organization. */
  public record Name(String organizationId, String key) implements Comparable<Name> {
    @Override
    public int compareTo(Name other) {
      int byOrganization = organizationId.compareTo(other.organizationId);
      return byOrganization != 0 ? byOrganization : key.compareTo(other.key);
    }
  }

  /** A key that is to be taken, and what it will probably lead to. */
  public record Taking(Name name, String bodyHash, List<UUID> resourceIds) {}

  /** A key that was taken before. */
  public record Taken(String bodyHash, List<UUID> resourceIds, Instant createdAt) {}
}
