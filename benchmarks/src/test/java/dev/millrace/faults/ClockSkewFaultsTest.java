package dev.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.pubsub.v1.PubsubMessage;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.command.ScheduledCommand;
import dev.millrace.outbound.Receiver;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.TestBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Instances of scheduler-service whose clocks are ten minutes behind, right, and ahead. */
@Tag("faults")
final class ClockSkewFaultsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int SCHEDULES = 10;
  private static final int ROUNDS = 20;
  private static final long TICKS = 3;

  private static final String FIRED =
      "SELECT count(*) FROM schedule_decisions WHERE decision = 'fired'";

  private final CountDownLatch mayAnswer = new CountDownLatch(1);

  @Test
  void everySlotFiresOnceWhenItsTimeHasComeByTheClockOfTheDatabase() {
    try (Installation millrace = Installation.start("skew")) {
      Map<String, String> loop =
          Map.of(
              "SCHEDULER_DRIVER", "loop",
              "SCHEDULER_CADENCE", "* * * * * *",
              "RESCUE_AFTER", "2m");
      List<Ticker> instances = instances(millrace, loop).toList();
      instances.forEach(Ticker::ready);
      MigratedDatabase database = millrace.database();
      keep(database, "every second", "interval", 1, "now() + interval '1 second'");
      keep(database, "overdue", "once", null, "now() - interval '10 minutes'");
      keep(database, "to come", "once", null, "now() + interval '9 minutes'");

      await("ticks of every loop")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(
              () ->
                  instances.stream().allMatch(each -> each.ticksMade() >= TICKS)
                      && database.number(FIRED) >= TICKS * SCHEDULES);
      long before = database.number(FIRED);
      for (int round = 0; round < ROUNDS || database.number(FIRED) == before; round++) {
        instances.stream().map(Ticker::begin).toList().forEach(CompletableFuture::join);
      }

      assertFiredAtTheirTime(database);
      assertDeliveredOnce(millrace);
    }
  }

  @Test
  void aLeaseLastsForFiveMinutesOfTheDatabaseWhoeverHoldsItAndWhoeverLooks() {
    try (Receiver receiver = Receiver.start(this::answerLate);
        Installation millrace = Installation.start("skewed-leases")) {
      List<Ticker> instances = instances(millrace, mayPostTo(receiver)).toList();
      instances.forEach(Ticker::ready);
      MigratedDatabase database = millrace.database();
      List<CompletableFuture<JsonNode>> holders = new ArrayList<>();
      for (Ticker holder : instances) {
        keepPost(database, receiver);
        holders.add(holder.begin());
        await("what it posts")
            .atMost(PATIENCE)
            .until(() -> receiver.received().size() == holders.size());
        instances.stream().filter(other -> other != holder).forEach(Ticker::tick);
      }

      assertThat(receiver.received()).as("posted, none of them twice").hasSize(instances.size());
      assertThat(
              database.number(
                  """
                  SELECT count(*) FROM schedule_executions
                  WHERE state = 'running' AND attempts = 1
                    AND lease_until > now() AND lease_until <= now() + interval '5 minutes'
                  """))
          .isEqualTo(instances.size());

      // The holder whose clock is ahead stands still, and its lease ends; the others' go on.
      Ticker lost = instances.getLast();
      lost.freeze();
      database.execute(
          """
          UPDATE schedule_executions SET lease_until = now() - interval '1 second'
          WHERE created_at = (SELECT max(created_at) FROM schedule_executions)
          """);
      CompletableFuture<JsonNode> successor = instances.getFirst().begin();
      await("a successor's post")
          .atMost(PATIENCE)
          .until(() -> receiver.received().size() == instances.size() + 1);
      mayAnswer.countDown();
      assertThat(successor.join().at("/housekeeping/executions_taken_over").intValue()).isOne();
      lost.thaw();
      holders.forEach(CompletableFuture::join);

      assertThat(
              database.list(
                  """
                  SELECT e.attempts || ' ' || e.state || ' ' || d.run_state
                  FROM schedule_executions e JOIN schedule_decisions d USING (execution_key)
                  ORDER BY e.created_at
                  """,
                  row -> row.getString(1)))
          .containsExactly("1 finished finished", "1 finished finished", "2 finished finished");
    }
  }

  private void answerLate(HttpExchange exchange) throws IOException {
    try {
      mayAnswer.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    Receiver.answer(exchange, 204, "");
  }

  private static Stream<Ticker> instances(Installation millrace, Map<String, String> more) {
    return Stream.of("-PT10M", "PT0S", "PT10M")
        .map(
            skew -> {
              Map<String, String> environment = new HashMap<>(more);
              environment.put(SkewedClock.SKEW, skew);
              return Ticker.start(millrace, environment);
            });
  }

  private static void assertFiredAtTheirTime(MigratedDatabase database) {
    assertThat(database.number("SELECT count(*) FROM schedule_decisions WHERE decided_at < due_at"))
        .as("slots that fired early")
        .isZero();
    assertThat(database.number("SELECT count(*) FROM schedule_decisions WHERE decision <> 'fired'"))
        .as("slots that did not fire")
        .isZero();
    assertThat(
            database.list(
                """
                SELECT DISTINCT s.name
                FROM schedules s JOIN schedule_decisions d ON d.schedule_id = s.id
                WHERE s.trigger_kind = 'once'
                """,
                row -> row.getString(1)))
        .containsExactly("overdue");
    assertThat(
            database.number(
                """
                SELECT count(*) FROM (
                  SELECT FROM schedules s JOIN schedule_decisions d ON d.schedule_id = s.id
                  WHERE s.trigger_kind = 'interval'
                  GROUP BY s.id, s.starts_at
                  HAVING min(d.due_at) = s.starts_at
                     AND extract(epoch FROM max(d.due_at) - s.starts_at)::bigint = count(*) - 1) whole
                """))
        .as("schedules of which no slot is missing")
        .isEqualTo(SCHEDULES);
  }

  /** Loops tick meanwhile, so there may be more at the broker than was in the ledger. */
  private static void assertDeliveredOnce(Installation millrace) {
    List<String> fired =
        millrace
            .database()
            .list(
                "SELECT execution_key FROM schedule_decisions WHERE decision = 'fired'",
                row -> row.getString(1));
    List<String> delivered = new ArrayList<>();
    TestBroker broker = TestBroker.of(millrace.broker());
    await("every command at the broker")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              for (PubsubMessage each : broker.drain("scheduler-ticks-sub")) {
                delivered.add(each.getAttributesOrThrow(ScheduledCommand.EXECUTION_KEY));
              }
              return delivered.containsAll(fired);
            });
    assertThat(delivered).doesNotHaveDuplicates();
  }

  private static void keep(
      MigratedDatabase database,
      String name,
      String kind,
      @Nullable Integer seconds,
      String startsAt) {
    database.execute(
        """
        INSERT INTO schedules
          (id, organization_id, name, job_type, trigger_kind, every_seconds, starts_at, next_due_at,
           next_fire_at, misfire, misfire_max)
        SELECT gen_random_uuid(), 'default', ?, 'catalog-worker', ?, ?, slot, slot, slot, 'all', 100
        FROM generate_series(1, %d), LATERAL (SELECT date_trunc('second', %s) AS slot) each
        """
            .formatted(SCHEDULES, startsAt),
        name,
        kind,
        seconds);
  }

  private static void keepPost(MigratedDatabase database, Receiver receiver) {
    database.execute(
        """
        INSERT INTO schedules
          (id, organization_id, name, job_type, trigger_kind, starts_at, next_due_at, next_fire_at, payload)
        VALUES (gen_random_uuid(), 'default', 'a post', 'http', 'once', now(), now(), now(),
                jsonb_build_object('url', ?::text))
        """,
        url(receiver));
  }

  private static Map<String, String> mayPostTo(Receiver receiver) {
    return Map.of(
        "OUTBOUND_ALLOW_LOOPBACK", "true",
        "SCHEDULER_HTTP_ALLOWED", url(receiver),
        "SCHEDULER_HTTP_SECRET", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "SCHEDULER_HTTP_TIME_LIMIT", "5m");
  }

  private static String url(Receiver receiver) {
    return "http://127.0.0.1:" + receiver.port() + "/hooks";
  }
}
