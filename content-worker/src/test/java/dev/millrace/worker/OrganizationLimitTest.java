package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.ContentRequestJson;
import dev.millrace.testing.SqlAssertions;
import dev.millrace.worker.testing.Flood;
import dev.millrace.worker.testing.WorkerProcess;
import dev.millrace.worker.testing.WorkerStack;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An organization has so many requests in flight, and those of others hardly wait for them. */
final class OrganizationLimitTest {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private final WorkerStack stack = WorkerStack.start();

  @AfterEach
  void stop() {
    SqlAssertions.assertEventsAreGapless(stack.database());
    stack.close();
  }

  @Test
  void foreignMessagesBeyondTheLimitWaitInTheTableAndAreReleasedInTime() {
    stack.worker(limited(2, "millrace.offline.latency", "20ms"));
    for (int number = 0; number < 40; number++) {
      stack.publish(
          ContentRequestJson.valid().with("correlation_id", "foreign-" + number).toString());
    }

    await()
        .atMost(LONGEST_WAIT)
        .pollInterval(20, TimeUnit.MILLISECONDS)
        .until(
            () -> {
              // Two, and as many again: two sets of claims may be on their way.
              assertThat(count("status = 'processing'")).isLessThanOrEqualTo(4);
              return count("status = 'completed'") == 40;
            });
    assertThat(count("dispatch > 1")).as("released").isPositive();
    assertThat(stack.database().count("contents")).isEqualTo(40);
  }

  @Test
  void aMessageOfARowThatWaitsForAPlaceIsAcknowledgedAndTheRowComesInItsTurn() {
    insert("holder", "'processing'", "NULL", "now() + interval '2 hours'");
    String waiting = insert("waiting", "'pending'", "'organization_limit'", "NULL");
    stack.worker(limited(1, "millrace.worker.lease", "1m"));
    // Its own producer repeats it, as whoever hears no acknowledgement does.
    stack.publish(ContentRequestJson.valid().with("correlation_id", "waiting").toString());
    stack.publish(
        ContentRequestJson.valid()
            .with("organization_id", "another")
            .with("correlation_id", "marker")
            .toString());
    await().atMost(LONGEST_WAIT).until(() -> count("status = 'completed'") == 1);
    assertThat(count("wait_reason = 'organization_limit' AND dispatch = 1")).isEqualTo(1);

    stack
        .database()
        .execute(
            """
            UPDATE content_requests
            SET status = 'cancelled', cancelled_at = now(), lease_until = NULL, next_publish_at = NULL
            WHERE correlation_id = 'holder'
            """);

    await().atMost(LONGEST_WAIT).until(() -> count("status = 'completed'") == 2);
    assertThat(
            stack
                .database()
                .text("SELECT dispatch FROM content_requests WHERE id = ?::uuid", waiting))
        .isEqualTo("2");
  }

  @Test
  @Tag("chaos")
  void aKilledWorkersPlacesAreFreedWithItsLeases() throws Exception {
    ApplicationContext intake = stack.worker(limited(3, "millrace.worker.listen", "false"));
    Flood.of(intake).accept("acme", 9);
    intake.close();
    Process doomed =
        WorkerProcess.start(
            stack, Map.of("ORG_MAX_IN_FLIGHT", "3", "OFFLINE_LATENCY", "1h", "WORKER_LEASE", "2s"));
    try {
      await().atMost(LONGEST_WAIT).until(() -> count("status = 'processing'") == 3);
      assertThat(count("wait_reason = 'organization_limit'")).isEqualTo(6);
    } finally {
      doomed.destroyForcibly().waitFor();
    }

    stack.worker(limited(3, "millrace.worker.lease", "1m"));

    await().atMost(LONGEST_WAIT).until(() -> count("status = 'completed'") == 9);
    assertThat(count("retry_count = 1")).isEqualTo(3);
  }

  @Test
  void amongTwoHundredOrganizationsOneThatFloodsDoesNotDoubleTheWaitOfTheOthers() {
    assertThat(slowdown(199, 2, 4_000, 100)).isLessThanOrEqualTo(2);
  }

  @Test
  @Tag("chaos")
  void aLargeFloodDoesNotDoubleTheWaitOfTheOthersEither() {
    assertThat(slowdown(199, 10, 20_000, 1_000)).isLessThanOrEqualTo(2);
  }

  @Test
  @Tag("chaos")
  void oneOrganizationsLoadIsDrainedAsFastAsWithoutALimit() {
    double[] best = {0, 0};
    for (int round = 0; round < 4; round++) {
      for (int limit : new int[] {0, 1_000}) {
        ApplicationContext worker =
            stack.worker(Map.of("millrace.organizations.max-in-flight", limit));
        stack.database().clear();
        double rate = 20_000 / drain(Flood.of(worker), 20_000);
        worker.close();
        System.out.printf("limit %d: %.0f requests/s%n", limit, rate);
        if (round > 0) {
          best[limit == 0 ? 0 : 1] = Math.max(best[limit == 0 ? 0 : 1], rate);
        }
      }
    }
    System.out.printf("ratio %.2f%n", best[1] / best[0]);
    assertThat(best[1] / best[0]).isGreaterThan(0.7);
  }

  private double drain(Flood flood, int count) {
    long began = System.nanoTime();
    flood.accept("flood", count);
    await()
        .atMost(LONGEST_WAIT)
        .pollInterval(50, TimeUnit.MILLISECONDS)
        .until(() -> count("status = 'completed'") == count);
    return (System.nanoTime() - began) / 1e9;
  }

  /** How many times as long the others wait while one organization floods. */
  private double slowdown(int others, int each, int flooding, int limit) {
    ApplicationContext worker =
        stack.worker(
            Map.of(
                "millrace.organizations.max-in-flight",
                limit,
                "millrace.worker.concurrency",
                40,
                "millrace.offline.latency",
                "10ms"));
    Flood flood = Flood.of(worker);
    flood.acceptOfMany(others, each);
    awaitOthers();
    stack.database().clear();
    flood.acceptOfMany(others, each);
    awaitOthers();
    double calm = meanWait();
    stack.database().clear();
    flood.accept("flood", flooding);
    flood.acceptOfMany(others, each);
    awaitOthers();
    double flooded = meanWait();
    System.out.printf("calm %.3f s, flooded %.3f s%n", calm, flooded);
    return flooded / calm;
  }

  private void awaitOthers() {
    await()
        .atMost(LONGEST_WAIT)
        .until(() -> count("organization_id <> 'flood' AND status <> 'completed'") == 0);
  }

  private double meanWait() {
    return stack
        .database()
        .first(
            """
            SELECT avg(extract(epoch FROM started_at - created_at)) AS seconds
            FROM content_requests WHERE organization_id <> 'flood'
            """,
            row -> row.getDouble("seconds"))
        .orElseThrow();
  }

  private String insert(String name, String status, String reason, String next) {
    boolean isProcessing = reason.equals("NULL");
    return stack
        .database()
        .text(
            """
            INSERT INTO content_requests
              (id, organization_id, correlation_id, student_id, topic, grade_level, format, status, wait_reason,
               next_publish_at, lease_token, lease_owner, lease_until, started_at)
            VALUES (gen_random_uuid(), 'default', ?, 's', 'Rivers', '5th Grade', 'quiz', %s, %s, %s,
                    gen_random_uuid(), 'another', %s, now())
            RETURNING id
            """
                .formatted(
                    status, reason, next, isProcessing ? "now() + interval '1 hour'" : "NULL"),
            name);
  }

  private long count(String condition) {
    return stack.database().number("SELECT count(*) FROM content_requests WHERE " + condition);
  }

  private static Map<String, Object> limited(int limit, String name, Object value) {
    return Map.of("millrace.organizations.max-in-flight", limit, name, value);
  }
}
