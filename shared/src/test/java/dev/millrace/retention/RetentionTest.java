package dev.millrace.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Database;
import dev.millrace.testing.ContentRequestRows;
import dev.millrace.testing.MigratedDatabase;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final Duration MONTH = Duration.ofDays(30);

  private final Retention retention = retention(MONTH);

  @BeforeEach
  void clear() {
    DATABASE.clear();
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void anEndedRequestGoesWithItsContentAndEvents() {
    age(ContentRequestRows.completed(DATABASE));
    age(ContentRequestRows.cancelled(DATABASE));
    UUID young = ContentRequestRows.completed(DATABASE);

    assertThat(retention.prune(100)).isEqualTo(2);

    assertThat(DATABASE.text("SELECT id::text FROM content_requests")).isEqualTo(young.toString());
    assertThat(DATABASE.count("contents")).isOne();
    assertThat(DATABASE.text("SELECT DISTINCT request_id::text FROM request_events"))
        .isEqualTo(young.toString());
  }

  @Test
  void whatWaitsOrRunsStaysHoweverOldItIs() {
    age(ContentRequestRows.pending(DATABASE));
    age(ContentRequestRows.processing(DATABASE));

    assertThat(retention.prune(100)).isZero();

    assertThat(DATABASE.count("content_requests")).isEqualTo(2);
  }

  @Test
  void anOldRequestThatEndedLatelyStays() {
    UUID request = ContentRequestRows.completed(DATABASE);
    DATABASE.execute(
        "UPDATE content_requests SET created_at = now() - interval '31 days' WHERE id = ?",
        request);

    assertThat(retention.prune(100)).isZero();
  }

  @Test
  void aFailedRequestStaysUntilSomebodyHasSeenToItsLetter() {
    age(ContentRequestRows.failed(DATABASE));

    assertThat(retention.prune(100)).isZero();
    DATABASE.execute("UPDATE dead_letters SET status = 'redriven', redriven_at = now()");
    assertThat(retention.prune(100)).isOne();

    assertThat(DATABASE.count("dead_letters")).isZero();
  }

  @Test
  void byDefaultRequestsAreKeptForGood() {
    age(ContentRequestRows.completed(DATABASE));

    assertThat(retention(Duration.ZERO).prune(100)).isZero();
  }

  @Test
  void oldKeysAndAuditRowsGoSoManyAtATime() {
    DATABASE.execute(
        """
        INSERT INTO idempotency_keys (organization_id, key, body_hash, resource_ids, created_at)
        SELECT 'o', n::text, sha256('body'), '{}', now() - n * interval '10 days' FROM generate_series(0, 4) n
        """);
    DATABASE.execute(
        """
        INSERT INTO audit_log (id, organization_id, actor, action, target, created_at)
        SELECT gen_random_uuid(), 'o', 'a', 'b', 'c', now() - n * interval '300 days' FROM generate_series(0, 4) n
        """);

    assertThat(retention.prune(2)).isEqualTo(4);
    assertThat(retention.prune(2)).isEqualTo(3);
    assertThat(retention.prune(2)).isZero();

    assertThat(DATABASE.count("idempotency_keys")).isOne();
    assertThat(DATABASE.count("audit_log")).isEqualTo(2);
  }

  private static Retention retention(Duration requests) {
    return new Retention(
        DATABASE.bean(Database.class),
        new RetentionRepository(),
        new RetentionConfig(requests, Duration.ofDays(7), Duration.ofDays(400)));
  }

  private static void age(UUID request) {
    DATABASE.execute(
        """
        UPDATE content_requests
        SET created_at = created_at - interval '31 days',
            completed_at = completed_at - interval '31 days',
            failed_at = failed_at - interval '31 days',
            cancelled_at = cancelled_at - interval '31 days'
        WHERE id = ?
        """,
        request);
  }
}
