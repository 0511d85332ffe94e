package dev.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several instances of scheduler-service that tick at once, are killed, or lose the database. */
@Tag("faults")
final class TickFaultsTest {
  private static final int ROUNDS = 200;
  private static final int SLOTS_OF_A_ROUND = 20;
  private static final int MANY = 4_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String FIRED =
      "SELECT count(*) FROM schedule_decisions WHERE decision = 'fired'";

  @Test
  void fourInstancesThatTickAtOnceFireEverySlotOnce() throws SQLException {
    try (Installation millrace = Installation.start("ticks")) {
      List<Ticker> instances =
          Stream.generate(() -> Ticker.start(millrace, Map.of())).limit(4).toList();
      instances.forEach(Ticker::ready);
      for (int round = 1; round <= ROUNDS; round++) {
        makeDue(millrace, SLOTS_OF_A_ROUND);
        List<CompletableFuture<JsonNode>> ticks = instances.stream().map(Ticker::begin).toList();
        long executed =
            ticks.stream()
                .map(CompletableFuture::join)
                .mapToLong(answer -> answer.path("jobs_executed").longValue())
                .sum();
        assertThat(executed).as("fires of round " + round).isEqualTo(SLOTS_OF_A_ROUND);
        assertThat(millrace.database().number(FIRED))
            .as("slots in the ledger after round " + round)
            .isEqualTo((long) round * SLOTS_OF_A_ROUND);
      }
      assertAllFiredAndPublished(millrace, instances.getFirst(), ROUNDS * SLOTS_OF_A_ROUND);
    }
  }

  @Test
  void whatATickThatWasKilledDidNotCommitIsFiredByTheNextAndNothingTwice() throws SQLException {
    try (Installation millrace = Installation.start("killed-tick")) {
      Ticker first = Ticker.start(millrace, Map.of("MILLRACE_SCHEDULER_TICK_BATCH", "10")).ready();
      Ticker second = Ticker.start(millrace, Map.of()).ready();
      makeDue(millrace, MANY);
      CompletableFuture<JsonNode> cutOff = first.begin();
      await("a tick that has begun")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(2))
          .until(() -> millrace.database().number(FIRED) > 0);
      try (Connection connection = millrace.database().connect();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("LOCK TABLE schedule_decisions IN EXCLUSIVE MODE");
        first.kill();
        connection.rollback();
      }
      assertThat(cutOff.handle((answer, failure) -> failure != null).join())
          .as("the caller heard no end")
          .isTrue();
      assertThat(millrace.database().number(FIRED)).isBetween(1L, MANY - 1L);
      assertAllFiredAndPublished(millrace, second, MANY);
    }
  }

  @Test
  void aTickWithoutADatabaseIsAnErrorAndTheNextOneFiresEverything()
      throws IOException, SQLException {
    try (Installation millrace = Installation.start("tick-database")) {
      Ticker ticker = Ticker.start(millrace, Map.of()).ready();
      makeDue(millrace, MANY);
      millrace.server().crash();
      assertThat(ticker.status()).isEqualTo(503);
      millrace.server().restart();
      await("a tick that is made").atMost(PATIENCE).until(() -> ticker.status() == 200);
      assertAllFiredAndPublished(millrace, ticker, MANY);
      assertThat(ticker.isAlive()).isTrue();
    }
  }

  private static void makeDue(Installation millrace, int slots) throws SQLException {
    try (Connection connection = millrace.database().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO schedules
            (id, organization_id, name, job_type, trigger_kind, starts_at, next_due_at, next_fire_at)
          SELECT gen_random_uuid(), 'default', 'slot ' || n, 'catalog-worker', 'once', due_at, due_at, due_at
          FROM generate_series(1, %d) n, LATERAL (SELECT date_trunc('second', now()) AS due_at) each
          """
              .formatted(slots));
    }
  }

  /**
   * What a tick has taken that was killed becomes free when its connection ends, so it may take
   * more than one. The ledger's keys forbid a second row: what is asked is that none is missing,
   * there and in the broker.
   */
  private static void assertAllFiredAndPublished(Installation millrace, Ticker ticker, int slots) {
    try (PublishedCommands commands = new PublishedCommands(millrace.broker().host())) {
      await("the publication of every command")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(
              () -> {
                ticker.tick();
                return commands.count() == slots;
              });
    }
    assertThat(millrace.database().number(FIRED)).isEqualTo(slots);
    assertThat(millrace.database().number("SELECT count(*) FROM schedules WHERE status <> 'ended'"))
        .isZero();
  }
}
