package dev.millrace.worker.deadletter;

import com.github.f4b6a3.uuid.UuidCreator;
import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.Organizations;
import dev.millrace.content.RequestStatus;
import dev.millrace.database.Sql;
import dev.millrace.dispatch.MessageAttributes;
import dev.millrace.failure.FailureClass;
import dev.millrace.failure.Fingerprint;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Letters that no request made, and the topic's copies of those that one did. */
@Singleton
public final class DeadLetterRepository {
  private static final Sql STORE =
      Sql.of(
          """
          INSERT INTO dead_letters
            (id, organization_id, correlation_id, subscription, error_class, error_message, fingerprint, payload,
             payload_bytes, attributes, message_id)
          VALUES (:id, :organization, :correlation, :subscription, :errorClass, :message, :fingerprint, :payload,
                  length(:payload), :attributes::jsonb, :messageId)
          ON CONFLICT (subscription, message_id) DO UPDATE SET message_id = excluded.message_id
          RETURNING id
          """);

  private static final Sql ATTACH_BY_ID =
      Sql.of(
          """
          UPDATE dead_letters
          SET copy_message_id = :copy, copy_attributes = :attributes::jsonb
          WHERE id = :id
          """);

  private static final Sql ATTACH_TO_REQUEST =
      Sql.of(
          """
          UPDATE dead_letters
          SET copy_message_id = :copy, copy_attributes = :attributes::jsonb
          WHERE request_id = :request AND dispatch = :dispatch
          """);

  private static final Sql ATTACH_TO_TWIN =
      Sql.of(
          """
          UPDATE dead_letters
          SET copy_message_id = :copy, copy_attributes = :attributes::jsonb
          WHERE id = (
            SELECT id FROM dead_letters
            WHERE organization_id = :organization AND payload = :payload AND request_id IS NOT NULL
              AND copy_message_id IS NULL AND created_at > now() - interval '1 day'
            ORDER BY created_at
            LIMIT 1
          )
          """);

  private static final Sql LOCK_REQUEST =
      Sql.of(
          """
          SELECT id, status, dispatch
          FROM content_requests
          WHERE id = :id OR (organization_id = :organization AND correlation_id = :correlation)
          FOR UPDATE
          """);

  private static final Sql DISPATCH_ANEW =
      Sql.of(
          """
          UPDATE content_requests
          SET published_at = NULL, next_publish_at = greatest(now(), not_before), updated_at = now()
          WHERE id = :id AND status = 'pending' AND dispatch = :dispatch AND next_publish_at IS NOT NULL
          """);

  private static final Sql AUDIT =
      Sql.of(
          """
          INSERT INTO audit_log (id, organization_id, actor, action, target, detail)
          VALUES (:id, :organization, 'content-worker', 'request.dispatched_anew', :target, :detail::jsonb)
          """);

  private final Organizations organizations;

  DeadLetterRepository(Organizations organizations) {
    this.organizations = organizations;
  }

  /** A row as the dead-letter consumer needs it. */
  record RequestRow(UUID id, RequestStatus status, int dispatch) {}

  /** Stores a message that can never work; a second time it is found. */
  public UUID storePoison(
      Connection connection, String subscription, PubsubMessage message, String reason) {
    return store(
        connection,
        subscription,
        message,
        organizationOf(message),
        null,
        FailureClass.INVALID_REQUEST,
        reason);
  }

  /** Stores a dead letter that belongs to no row; a second time it is found. */
  public UUID store(
      Connection connection,
      String subscription,
      PubsubMessage message,
      String organization,
      @Nullable String correlation,
      FailureClass failureClass,
      String reason) {
    return STORE
        .on(connection)
        .bind("id", UuidCreator.getTimeOrderedEpoch())
        .bind("organization", organization)
        .bind("correlation", correlation)
        .bind("subscription", subscription)
        .bind("errorClass", failureClass.wireName())
        .bind("message", ContentRequestCodec.storable(reason))
        .bind("fingerprint", Fingerprint.of(failureClass, reason))
        .bind("payload", message.getData().toByteArray())
        .bind("attributes", ContentRequestCodec.toJson(message.getAttributesMap()))
        .bind("messageId", message.getMessageId())
        .first(row -> row.getObject("id", UUID.class))
        .orElseThrow();
  }

  /** Whose message it is, as far as it says so. */
  String organizationOf(PubsubMessage message) {
    String named = message.getAttributesMap().get(MessageAttributes.ORGANIZATION);
    return named != null && Organizations.isValid(named) ? named : organizations.ofTheNameless();
  }

  /** Notes the topic's copy of a message that a worker forwarded itself; false if it is none. */
  public boolean attachOwn(Connection connection, PubsubMessage copy) {
    return DeadLetterAttributes.ownLetter(copy)
        .filter(letter -> attachById(connection, letter, copy))
        .isPresent();
  }

  /** Notes the topic's copy of a letter; false if there is no such letter. */
  public boolean attachById(Connection connection, UUID letter, PubsubMessage copy) {
    return attach(ATTACH_BY_ID.on(connection), copy).bind("id", letter).update() > 0;
  }

  /** Notes the topic's copy of a failed request; false if it left no letter. */
  boolean attachToRequest(Connection connection, RequestRow row, PubsubMessage copy) {
    return attach(ATTACH_TO_REQUEST.on(connection), copy)
            .bind("request", row.id())
            .bind("dispatch", row.dispatch())
            .update()
        > 0;
  }

  /**
   * Notes the topic's copy of a failed request whose message named no correlation id: its row goes
   * by the first message's id, which Pub/Sub does not tell of, so the payload has to do.
   */
  boolean attachToTwin(Connection connection, PubsubMessage copy) {
    return attach(ATTACH_TO_TWIN.on(connection), copy)
            .bind("organization", organizationOf(copy))
            .bind("payload", copy.getData().toByteArray())
            .update()
        > 0;
  }

  /** Locks the row that a message is about. */
  Optional<RequestRow> lockRequest(
      Connection connection, @Nullable UUID id, String organization, String correlation) {
    return LOCK_REQUEST
        .on(connection)
        .bind("id", id)
        .bind("organization", organization)
        .bind("correlation", correlation)
        .first(
            row ->
                new RequestRow(
                    row.getObject("id", UUID.class),
                    RequestStatus.of(row.getString("status")).orElseThrow(),
                    row.getInt("dispatch")));
  }

  /** Lets the sweep publish a row whose message Pub/Sub gave up on too early. */
  void dispatchAnew(
      Connection connection, RequestRow row, String organization, PubsubMessage copy) {
    DISPATCH_ANEW.on(connection).bind("id", row.id()).bind("dispatch", row.dispatch()).update();
    AUDIT
        .on(connection)
        .bind("id", UuidCreator.getTimeOrderedEpoch())
        .bind("organization", organization)
        .bind("target", row.id().toString())
        .bind(
            "detail",
            ContentRequestCodec.toJson(
                Map.of(
                    "reason",
                    "dead-lettered by Pub/Sub before its attempts were used up",
                    "copy_message_id",
                    copy.getMessageId())))
        .update();
  }

  private static Sql.Call attach(Sql.Call call, PubsubMessage copy) {
    return call.bind("copy", copy.getMessageId())
        .bind("attributes", ContentRequestCodec.toJson(copy.getAttributesMap()));
  }
}
