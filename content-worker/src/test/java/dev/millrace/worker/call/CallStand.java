package dev.millrace.worker.call;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.lease.Lease;
import dev.millrace.testing.ContentRequestRows;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.model.Turn;
import io.micronaut.context.ApplicationContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * A database, and as many workers on it as a test needs. A token that {@code test/text} answers
 * costs ten cents, and a prompt of one token's answer is estimated at that.
 */
final class CallStand implements AutoCloseable {
  static final String ORGANIZATION = "test-organization";

  private final MigratedDatabase database = MigratedDatabase.create();
  private final List<ApplicationContext> workers = new ArrayList<>();

  MigratedDatabase database() {
    return database;
  }

  /** A worker with properties of the test's own. */
  ApplicationContext worker(Map<String, ?> more) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(
        "millrace.prices.file",
        Objects.requireNonNull(CallStand.class.getResource("/test-prices.json")).getPath());
    properties.put("millrace.worker.database-patience", "1m");
    properties.put("datasources.default.connection-timeout", 60_000);
    properties.putAll(more);
    ApplicationContext worker = database.context(properties);
    workers.add(worker);
    return worker;
  }

  /** A request that somebody holds for half a minute. */
  CallSite held() {
    return siteOf(ContentRequestRows.processing(database));
  }

  /** Another holder takes the request over, for its next attempt. */
  CallSite takenOver(CallSite site) {
    UUID id = site.lease().id();
    database.execute(
        """
        UPDATE content_requests
        SET status = 'processing', lease_token = gen_random_uuid(), lease_owner = 'another-worker',
            lease_until = now() + interval '30 seconds', next_publish_at = now() + interval '90 seconds',
            started_at = now()
        WHERE id = ?
        """,
        id);
    CallSite next = siteOf(id);
    return new CallSite(
        next.organizationId(), next.subject(), next.lease(), next.step(), site.attempt() + 1, true);
  }

  /** The lease ends, as if the worker had been killed. */
  void endLease(CallSite site) {
    database.execute(
        "UPDATE content_requests SET lease_until = now() - interval '1 second' WHERE id = ?",
        site.lease().id());
  }

  /** The site of a request as it is held now. */
  CallSite siteOf(UUID id) {
    UUID token = UUID.fromString(text("SELECT lease_token FROM content_requests WHERE id = ?", id));
    return new CallSite(
        ORGANIZATION, CallSite.Subject.CONTENT_REQUEST, new Lease(id, token), "content", 1, true);
  }

  /** A prompt that is no other's. */
  static Prompt prompt() {
    return prompt(UUID.randomUUID().toString());
  }

  /** A prompt about a topic, for an answer of one token. */
  static Prompt prompt(String topic) {
    return new Prompt(
        "content-lesson",
        "1",
        JsonNodeFactory.instance.objectNode().put("topic", topic),
        "You teach.",
        List.of(new Turn(Turn.Speaker.USER, topic)),
        null,
        1);
  }

  /** The states of a request's calls, the oldest first. */
  List<String> states(CallSite site) {
    return database.list(
        "SELECT state FROM provider_calls WHERE subject_id = ? ORDER BY dispatched_at, id",
        row -> row.getString("state"),
        site.lease().id());
  }

  String text(String sql, Object... parameters) {
    return database.text(sql, parameters);
  }

  /** What the organization has spent today. */
  double spent() {
    return database
        .first("SELECT sum(spent) AS spent FROM budget_days", row -> row.getDouble("spent"))
        .orElse(0.0);
  }

  /** That the account of each request, and of each day, is the sum of its calls. */
  boolean isBalanced() {
    return database.number(
                """
                SELECT count(*) FROM content_requests r
                WHERE (r.cost, r.input_tokens, r.output_tokens, r.images) <> (
                  SELECT coalesce(sum(c.cost), 0), coalesce(sum(c.input_tokens), 0),
                         coalesce(sum(c.output_tokens), 0), coalesce(sum(c.images), 0)
                  FROM provider_calls c WHERE c.subject_id = r.id)
                """)
            == 0
        && database.number(
                """
                SELECT count(*) FROM budget_days d
                WHERE d.spent <> (
                  SELECT coalesce(sum(c.cost), 0) FROM provider_calls c
                  WHERE c.organization_id = d.organization_id AND c.spent_on = d.day)
                """)
            == 0;
  }

  @Override
  public void close() {
    workers.forEach(ApplicationContext::close);
    database.close();
  }
}
