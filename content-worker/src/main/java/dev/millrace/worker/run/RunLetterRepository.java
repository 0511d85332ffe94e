package dev.millrace.worker.run;

import com.github.f4b6a3.uuid.UuidCreator;
import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.RequestStatus;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Runs, and their letters, as the consumer of dead letters needs them. */
@Singleton
class RunLetterRepository {
  private static final Sql LOCK =
      Sql.of(
          """
          SELECT id, organization_id, status, dispatch
          FROM agent_runs
          WHERE id = :id OR (organization_id = :organization AND correlation_id = :correlation)
          FOR UPDATE
          """);

  private static final Sql ATTACH =
      Sql.of(
          """
          UPDATE dead_letters
          SET copy_message_id = :copy, copy_attributes = :attributes::jsonb
          WHERE run_id = :run AND dispatch = :dispatch
          """);

  private static final Sql ATTACH_TO_TWIN =
      Sql.of(
          """
          UPDATE dead_letters
          SET copy_message_id = :copy, copy_attributes = :attributes::jsonb
          WHERE id = (
            SELECT id FROM dead_letters
            WHERE organization_id = :organization AND payload = :payload AND run_id IS NOT NULL
              AND copy_message_id IS NULL AND created_at > now() - interval '1 day'
            ORDER BY created_at
            LIMIT 1
          )
          """);

  private static final Sql DISPATCH_ANEW =
      Sql.of(
          """
          UPDATE agent_runs
          SET published_at = NULL, next_publish_at = greatest(now(), not_before), updated_at = now()
          WHERE id = :id AND status = 'pending' AND dispatch = :dispatch
          """);

  private static final Sql AUDIT =
      Sql.of(
          """
          INSERT INTO audit_log (id, organization_id, actor, action, target, detail)
          VALUES (:id, :organization, 'content-worker', 'run.dispatched_anew', :target, :detail::jsonb)
          """);

  /** A run that is locked. */
  record Row(UUID id, String organizationId, RequestStatus status, int dispatch) {}

  /** Locks the row that a message is about. */
  Optional<Row> lock(Connection connection, RunDelivery copy) {
    return LOCK.on(connection)
        .bind("id", copy.run().id())
        .bind("organization", copy.organizationId())
        .bind("correlation", copy.correlationId())
        .first(
            row ->
                new Row(
                    row.getObject("id", UUID.class),
                    row.getString("organization_id"),
                    RequestStatus.of(row.getString("status")).orElseThrow(),
                    row.getInt("dispatch")));
  }

  /** Notes the topic's copy of a failed run; false if it left no letter. */
  boolean attach(Connection connection, Row row, RunDelivery copy) {
    return noting(ATTACH.on(connection), copy.message())
            .bind("run", row.id())
            .bind("dispatch", row.dispatch())
            .update()
        > 0;
  }

  /** The same for one whose message named nothing that its row goes by. */
  boolean attachToTwin(Connection connection, RunDelivery copy) {
    return noting(ATTACH_TO_TWIN.on(connection), copy.message())
            .bind("organization", copy.organizationId())
            .bind("payload", copy.message().getData().toByteArray())
            .update()
        > 0;
  }

  /** Lets the sweep publish a row whose message Pub/Sub gave up on too early. */
  void dispatchAnew(Connection connection, Row row, RunDelivery copy) {
    DISPATCH_ANEW.on(connection).bind("id", row.id()).bind("dispatch", row.dispatch()).update();
    AUDIT
        .on(connection)
        .bind("id", UuidCreator.getTimeOrderedEpoch())
        .bind("organization", row.organizationId())
        .bind("target", row.id().toString())
        .bind(
            "detail",
            ContentRequestCodec.toJson(
                Map.of(
                    "reason",
                    "dead-lettered by Pub/Sub before its attempts were used up",
                    "copy_message_id",
                    copy.message().getMessageId())))
        .update();
  }

  private static Sql.Call noting(Sql.Call call, PubsubMessage copy) {
    return call.bind("copy", copy.getMessageId())
        .bind("attributes", ContentRequestCodec.toJson(copy.getAttributesMap()));
  }
}
