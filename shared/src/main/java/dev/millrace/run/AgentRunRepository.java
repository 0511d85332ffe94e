package dev.millrace.run;

import dev.millrace.content.Accepted;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.RescueTime;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Intake and reading of {@code agent_runs}, for every service. The transitions of a row live with
 * the service that owns them. Runs last for minutes and are few: they are written one by one.
 */
@Singleton
public final class AgentRunRepository {
  private static final Sql INSERT =
      Sql.of(
          """
          WITH inserted AS (
            INSERT INTO agent_runs
              (id, organization_id, correlation_id, kind, prompt, shop, parameters, callback_url, metadata, trace_parent,
               max_attempts, published_at, next_publish_at, event_seq)
            VALUES (:id, :organization, :correlation, :kind, :prompt, :shop, :parameters::jsonb, :callback,
                    :metadata::jsonb, :traceParent, :maxAttempts, now(), now() + :rescueAfter * interval '1 second', 1)
            ON CONFLICT (organization_id, correlation_id) DO NOTHING
            RETURNING id, created_at
          ), event AS (
            INSERT INTO agent_run_events (run_id, seq, event) SELECT id, 1, 'accepted' FROM inserted
          )
          SELECT id, created_at FROM inserted
          """);

  private static final Sql EXISTING =
      Sql.of(
          """
          SELECT id, created_at
          FROM agent_runs
          WHERE organization_id = :organization AND correlation_id = :correlation
          """);

  private static final Sql FIND =
      Sql.of("SELECT " + AgentRun.COLUMNS + " FROM agent_runs r WHERE r.id = ANY (:ids)");

  /** How many attempts a new run has. */
  public static final int MAX_ATTEMPTS = 5;

  private final RescueTime rescue;

  AgentRunRepository(RescueTime rescue) {
    this.rescue = rescue;
  }

  /**
   * Inserts a run, unless its correlation id is known: then the older row answers for it. A new one
   * is to be published at once, after the commit. Repeating the same intake does no harm.
   */
  public Accepted insert(Connection connection, RunIntake intake) {
    return INSERT
        .on(connection)
        .bind("id", intake.id())
        .bind("organization", intake.organizationId())
        .bind("correlation", intake.correlationId())
        .bind("kind", intake.run().kind().wireName())
        .bind("prompt", intake.run().prompt())
        .bind("shop", intake.run().shop())
        .bind("parameters", ContentRequestCodec.text(intake.run().parameters()))
        .bind("callback", intake.run().callbackUrl())
        .bind("metadata", ContentRequestCodec.text(intake.run().metadata()))
        .bind("traceParent", intake.traceParent())
        .bind("maxAttempts", MAX_ATTEMPTS)
        .bind("rescueAfter", Sql.seconds(rescue.rescueAfter()))
        .first(
            row ->
                new Accepted(
                    intake.id(), true, true, false, false, Sql.requiredInstant(row, "created_at")))
        .or(() -> existing(connection, intake))
        .orElseThrow(
            () ->
                new IllegalStateException("Neither inserted nor found: " + intake.correlationId()));
  }

  /** The row of an id, whoever's it is. */
  public Optional<AgentRun> find(Connection connection, UUID id) {
    return find(connection, List.of(id)).stream().findFirst();
  }

  /** The rows of these ids, in no order; unknown ids are left out. */
  public List<AgentRun> find(Connection connection, Collection<UUID> ids) {
    return FIND.on(connection).bindArray("ids", "uuid", ids).list(AgentRun::read);
  }

  private static Optional<Accepted> existing(Connection connection, RunIntake intake) {
    return EXISTING
        .on(connection)
        .bind("organization", intake.organizationId())
        .bind("correlation", intake.correlationId())
        .first(
            row -> {
              UUID id = row.getObject("id", UUID.class);
              // Finding one's own id means that an earlier try of this very intake was committed.
              boolean isOwn = id.equals(intake.id());
              return new Accepted(
                  id, isOwn, isOwn, false, false, Sql.requiredInstant(row, "created_at"));
            });
  }
}
