package dev.millrace.worker.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.CatalogCommand;
import dev.millrace.catalog.RunRepository;
import dev.millrace.command.ScheduledCommand;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.worker.command.CommandOutcome;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands of schedules, from their message to the run that they ask for. */
final class CatalogHandlerTest {
  /** Noon, so that no day ends during a test. */
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  private static final CatalogStand STAND =
      new CatalogStand(
          Map.of("millrace.worker.catalog.look-every", "50ms"), Clock.fixed(NOON, ZoneOffset.UTC));

  static {
    STAND.bean(CatalogRuns.class).start();
  }

  @AfterAll
  static void close() {
    STAND.close();
  }

  @BeforeEach
  void clear() {
    STAND.database().clear();
  }

  @Test
  void aDayHasOneBackupUnderItsName() {
    STAND.add(CatalogStand.squat("Barbell Squat"));

    assertThat(handle(CatalogCommand.BACKUP, "{}")).isInstanceOf(CommandOutcome.Recorded.class);
    await()
        .until(() -> STAND.database().count("catalog_run_history WHERE state = 'finished'") == 1);

    assertThat(STAND.database().text("SELECT name || ' ' || exercises FROM catalog_backups"))
        .isEqualTo("daily-" + LocalDate.ofInstant(NOON, ZoneOffset.UTC) + " 1");

    handle(CatalogCommand.BACKUP, "{}");
    await()
        .until(() -> STAND.database().count("catalog_run_history WHERE state = 'finished'") == 2);

    assertThat(STAND.database().count("catalog_backups")).isOne();
    assertThat(
            STAND
                .database()
                .text("SELECT outcome FROM catalog_run_history ORDER BY recorded_at DESC LIMIT 1"))
        .isEqualTo("nothing_to_do");
  }

  @Test
  void aBackupMayBeCalledOtherwise() {
    handle(CatalogCommand.BACKUP, "{\"target\": \"before-the-fair\"}");

    await().until(() -> STAND.database().count("catalog_backups") == 1);
    assertThat(STAND.database().text("SELECT name FROM catalog_backups"))
        .isEqualTo("before-the-fair");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          BACKUP   | {"target": "../x"}       | /target
          BACKUP   | {"apply": true}          | /apply
          REVIEW   | {"max_exercises": 0}     | /max_exercises
          WORKER   | {"apply": "yes"}         | /apply
          WATCHDOG | {"target": "x"}          | /target
          """)
  void whatACommandDoesNotKnowIsRefused(CatalogCommand command, String payload, String pointer) {
    assertThat(handle(command, payload))
        .isInstanceOfSatisfying(
            CommandOutcome.Failed.class,
            failed -> assertThat(failed.toString()).contains("payload" + pointer));
    assertThat(STAND.database().count("catalog_run_history")).isZero();
  }

  private static CommandOutcome handle(CatalogCommand command, String payload) {
    ObjectNode document = ContentRequestCodec.parseObject(payload);
    CatalogHandler handler = new CatalogHandler(command, STAND.bean(RunRepository.class));
    return STAND
        .transactions()
        .write(
            connection ->
                handler.handle(
                    connection,
                    new ScheduledCommand(
                        UUID.randomUUID().toString(),
                        "default",
                        handler.jobType(),
                        NOON,
                        document)));
  }
}
