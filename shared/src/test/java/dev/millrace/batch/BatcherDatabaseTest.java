package dev.millrace.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.database.Sql;
import dev.millrace.local.postgres.EmbeddedDatabase;
import dev.millrace.testing.MigratedDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The batcher against what Postgres really does: violations, locks, and being away. */
class BatcherDatabaseTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO ledger (item) SELECT item FROM unnest(:items) AS i (item)
          ON CONFLICT (item) DO NOTHING
          """);
  private static final Sql COUNT_UP =
      Sql.of(
          """
          WITH locked AS (
            SELECT item FROM ledger WHERE item = ANY (:items) ORDER BY item FOR UPDATE
          )
          UPDATE ledger SET times = times + 1 FROM locked WHERE ledger.item = locked.item
          """);

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void aRowThatBreaksAConstraintFailsAloneAndTheOthersAreCommitted() {
    ledger(DATABASE);
    try (Batcher<Integer, Integer> batcher = batcher(INSERT, DATABASE.database(), 2)) {
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int item = 1; item <= 200; item++) {
        answers.add(batcher.submit(item == 77 ? -77 : item));
      }

      assertThatThrownBy(() -> answers.get(76).join())
          .hasCauseInstanceOf(DatabaseException.class)
          .hasMessageContaining("ledger_item_check");
      answers.remove(76);
      answers.forEach(CompletableFuture::join);
      assertThat(DATABASE.count("ledger")).isEqualTo(199);
    }
  }

  @Test
  void allButTheLockedRowAreWrittenWhileItIsLockedAndItFollows() throws Exception {
    ledger(DATABASE);
    DATABASE.execute("INSERT INTO ledger SELECT generate_series(1, 10)");
    try (Connection holder = DATABASE.connect();
        Batcher<Integer, Integer> batcher = batcher(COUNT_UP, DATABASE.database(), 1)) {
      holder.setAutoCommit(false);
      COUNT_UP.on(holder).bindArray("items", "int4", List.of(3)).update();

      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int item = 1; item <= 10; item++) {
        answers.add(batcher.submit(item));
      }
      for (int item = 1; item <= 10; item++) {
        if (item != 3) {
          answers.get(item - 1).join();
        }
      }
      assertThat(answers.get(2)).isNotDone();
      holder.commit();

      assertThat(answers.get(2).join()).isEqualTo(3);
      assertThat(
              DATABASE.list("SELECT times FROM ledger ORDER BY item", row -> row.getInt("times")))
          .containsExactly(1, 1, 2, 1, 1, 1, 1, 1, 1, 1);
    }
  }

  @Test
  void manyCallersLoseNothingAndHearTheirOwnAnswerOnce() {
    ledger(DATABASE);
    int callers = 64;
    int each = 100;
    AtomicInteger answered = new AtomicInteger();
    try (Batcher<Integer, Integer> batcher = batcher(INSERT, DATABASE.database(), 2);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < callers; caller++) {
        int first = 1 + caller * each;
        threads.execute(
            () ->
                IntStream.range(first, first + each)
                    .forEach(
                        item -> {
                          if (batcher.call(item) == item) {
                            answered.incrementAndGet();
                          }
                        }));
      }
    }

    assertThat(answered).hasValue(callers * each);
    assertThat(DATABASE.count("ledger")).isEqualTo((long) callers * each);
    assertThat(DATABASE.number("SELECT sum(item) FROM ledger"))
        .isEqualTo(IntStream.rangeClosed(1, callers * each).asLongStream().sum());
  }

  @Test
  void whileTheDatabaseIsAwayItemsWaitAndThenAreWritten() throws IOException {
    try (EmbeddedDatabase server = EmbeddedDatabase.startTemporary();
        MigratedDatabase database = MigratedDatabase.on(server);
        Batcher<Integer, Integer> batcher = batcher(INSERT, database.database(), 2)) {
      ledger(database);
      batcher.call(1);

      server.crash();
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int item = 2; item <= 300; item++) {
        answers.add(batcher.submit(item));
      }
      // The committers hold what they took; what they did not waits behind it.
      await().until(() -> batcher.backlog() < answers.size());
      assertThat(answers).noneMatch(CompletableFuture::isDone);
      server.restart();

      answers.forEach(CompletableFuture::join);
      assertThat(database.count("ledger")).isEqualTo(300);
    }
  }

  private static void ledger(MigratedDatabase database) {
    database.execute("DROP TABLE IF EXISTS ledger");
    database.execute(
        "CREATE TABLE ledger (item integer PRIMARY KEY CHECK (item > 0), times integer NOT NULL DEFAULT 0)");
    database.execute("UPDATE ledger SET times = 0");
  }

  private static Batcher<Integer, Integer> batcher(Sql sql, Database database, int committers) {
    return new Batcher<>(
        new BatcherConfig("ledger", 500, 10_000, committers, Duration.ofMinutes(5)),
        items -> {
          database.write(
              connection ->
                  sql.on(connection)
                      .bindArray("items", "int4", items.stream().sorted().toList())
                      .update());
          return items;
        });
  }
}
