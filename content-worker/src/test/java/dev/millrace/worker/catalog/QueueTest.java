package dev.millrace.worker.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalog.CatalogCommand;
import dev.millrace.catalog.CatalogRun;
import dev.millrace.catalog.Exercise;
import dev.millrace.catalog.ExerciseRepository;
import dev.millrace.catalog.JobMode;
import dev.millrace.catalog.RunOutcome;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.worker.provider.ProviderException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the queue promises, seen in the tables. */
final class QueueTest {
  private static final CatalogStand STAND = new CatalogStand(Map.of());
  private static final UUID RUN = UUID.randomUUID();

  @AfterAll
  static void close() {
    STAND.close();
  }

  @BeforeEach
  void clear() {
    STAND.database().clear();
  }

  @Test
  void anEmptyQueueIsNoFailure() {
    CatalogRun run = STAND.run(CatalogCommand.WORKER, true);

    assertThat(run.outcome()).isEqualTo(RunOutcome.NOTHING_TO_DO);
    assertThat(STAND.database().number("SELECT runs FROM catalog_run_summary")).isOne();
  }

  @Test
  void aDryRunTellsWhatItWouldChangeAndChangesNothing() {
    UUID exercise = STAND.add(CatalogStand.squat("Barbell Squat"));
    UUID job = STAND.file(JobMode.DRY_RUN, exercise, "wrong_difficulty", "difficulty", "advanced");

    CatalogRun run = STAND.run(CatalogCommand.WORKER, false);

    assertThat(run.outcome()).isEqualTo(RunOutcome.DONE);
    assertThat(STAND.status(job)).isEqualTo("completed");
    assertThat(STAND.database().text("SELECT plan #>> '{changes,difficulty}' FROM catalog_jobs"))
        .isEqualTo("advanced");
    assertThat(STAND.version(exercise)).isOne();
    assertThat(STAND.database().count("catalog_locks")).isZero();
  }

  @Test
  void anAppliedChangeIsInTheJournalWithItsJobAndRun() {
    UUID exercise = STAND.add(CatalogStand.squat("Barbell Squat"));
    STAND.backUp();
    UUID job = STAND.file(JobMode.APPLY, exercise, "wrong_difficulty", "difficulty", "advanced");

    CatalogRun run = STAND.run(CatalogCommand.WORKER, true);

    assertThat(STAND.status(job)).isEqualTo("completed");
    assertThat(
            STAND
                .database()
                .text(
                    """
                    SELECT c.before ->> 'difficulty' || ' ' || (c.after ->> 'difficulty') || ' ' || c.actor
                    FROM catalog_changes c JOIN catalog_jobs j ON j.change_id = c.id
                    WHERE c.job_id = ? AND c.run_id = ?
                    """,
                    job,
                    run.id()))
        .isEqualTo("intermediate advanced tester");
    assertThat(STAND.isJournalWhole()).isTrue();
    assertThat(STAND.database().count("catalog_locks")).isZero();
    assertThat(STAND.database().number("SELECT changes_applied FROM catalog_run_summary")).isOne();
  }

  @Test
  void aWorkerTellsHowMuchOfWhatIsDueIsDone() {
    UUID exercise = STAND.add(CatalogStand.squat("Barbell Squat"));
    STAND.backUp();
    STAND.file(JobMode.DRY_RUN, exercise, "wrong_difficulty", "difficulty", "advanced");
    STAND.file(JobMode.DRY_RUN, exercise, "wrong_category", "category", "stability");
    STAND.file(JobMode.APPLY, exercise, "wrong_difficulty", "difficulty", "advanced");
    Queue<String> heard = new ConcurrentLinkedQueue<>();

    STAND.run(CatalogCommand.WORKER, false, (done, all) -> heard.add(done + " of " + all));

    assertThat(heard).startsWith("0 of 2").contains("2 of 2").doesNotContain("3 of 3");
  }

  @Test
  void withoutApplyTheApplyJobsStayInTheQueue() {
    UUID exercise = STAND.add(CatalogStand.squat("Barbell Squat"));
    STAND.backUp();
    UUID job = STAND.file(JobMode.APPLY, exercise, "wrong_difficulty", "difficulty", "advanced");

    STAND.run(CatalogCommand.WORKER, false);

    assertThat(STAND.status(job)).isEqualTo("queued");
    assertThat(STAND.version(exercise)).isOne();
  }

  @Test
  void aJobIsBlockedWithItsReasonAndRunsByItselfOnceTheGateOpens() {
    UUID exercise = STAND.add(CatalogStand.squat("Barbell Squat"));
    UUID job = STAND.file(JobMode.APPLY, exercise, "wrong_difficulty", "difficulty", "advanced");

    assertThat(STAND.run(CatalogCommand.WORKER, true).outcome()).isEqualTo(RunOutcome.BLOCKED);
    assertThat(STAND.database().text("SELECT blocked_reason FROM catalog_jobs"))
        .contains("no backup");
    assertThat(STAND.run(CatalogCommand.WORKER, true).outcome()).isEqualTo(RunOutcome.BLOCKED);
    STAND.backUp();

    assertThat(STAND.run(CatalogCommand.WORKER, true).outcome()).isEqualTo(RunOutcome.DONE);
    assertThat(STAND.status(job)).isEqualTo("completed");
    assertThat(STAND.version(exercise)).isEqualTo(2);
  }

  @Test
  void whatClosesBetweenPlanningAndApplyingStillBlocks() {
    UUID exercise = STAND.add(CatalogStand.squat("Barbell Squat"));
    STAND.backUp();
    UUID job = STAND.file(JobMode.APPLY, exercise, "wrong_difficulty", "difficulty", "advanced");
    Settlement settlement = planned(claim(JobMode.APPLY).getFirst());
    STAND.database().execute("DELETE FROM catalog_backups");

    assertThat(settle(settlement)).isEqualTo(Standing.BLOCKED);

    assertThat(STAND.status(job)).isEqualTo("blocked");
    assertThat(STAND.version(exercise)).isOne();
    assertThat(STAND.database().count("catalog_locks")).isZero();
  }

  @Test
  void whatAnOpenJobAsksForIsNotFiledAgain() {
    UUID exercise = STAND.add(CatalogStand.squat("Barbell Squat"));
    UUID job = STAND.file(JobMode.DRY_RUN, exercise, "wrong_difficulty", "difficulty", "advanced");

    assertThat(STAND.file(JobMode.DRY_RUN, exercise, "wrong_difficulty", "difficulty", "advanced"))
        .isEqualTo(job);
    assertThat(STAND.database().count("catalog_jobs")).isOne();
    STAND.run(CatalogCommand.WORKER, false);
    assertThat(STAND.file(JobMode.DRY_RUN, exercise, "wrong_difficulty", "difficulty", "advanced"))
        .isNotEqualTo(job);
  }

  @Test
  void oneExerciseIsInOneHandAtATime() {
    UUID exercise = STAND.add(CatalogStand.squat("Barbell Squat"));
    STAND.backUp();
    STAND.file(JobMode.APPLY, exercise, "one", "difficulty", "advanced");
    STAND.file(JobMode.APPLY, exercise, "other", "category", "stability");

    List<ClaimedJob> first = claim(JobMode.APPLY);

    assertThat(first).hasSize(1);
    assertThat(claim(JobMode.APPLY)).isEmpty();
    settle(planned(first.getFirst()));
    assertThat(claim(JobMode.APPLY)).hasSize(1);
  }

  @Test
  void twoWorkersChangeOneExerciseOneAfterTheOther() throws Exception {
    UUID exercise = STAND.add(CatalogStand.squat("Barbell Squat"));
    STAND.backUp();
    for (int number = 0; number < 20; number++) {
      STAND.file(
          JobMode.APPLY,
          exercise,
          "finding_" + number,
          ContentRequestCodec.emptyObject()
              .set(
                  "cues", ContentRequestCodec.emptyObject().putArray("cues").add("Cue " + number)));
    }
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<CatalogRun> worker = () -> STAND.run(CatalogCommand.WORKER, true);
      workers.invokeAll(List.of(worker, worker));
    }
    STAND.run(CatalogCommand.WORKER, true);

    assertThat(STAND.database().count("catalog_jobs WHERE status = 'completed'")).isEqualTo(20);
    assertThat(STAND.version(exercise)).isEqualTo(21);
    assertThat(STAND.isJournalWhole()).isTrue();
    assertThat(STAND.database().count("catalog_locks")).isZero();
  }

  @Test
  void anExerciseThatWasChangedMeanwhileIsPlannedAnewAndNotOverwritten() {
    UUID exercise = STAND.add(CatalogStand.squat("Barbell Squat"));
    STAND.backUp();
    UUID job = STAND.file(JobMode.APPLY, exercise, "wrong_difficulty", "difficulty", "advanced");
    Settlement settlement = planned(claim(JobMode.APPLY).getFirst());
    STAND.change(exercise, "category", "stability");

    assertThat(settle(settlement)).isEqualTo(Standing.REPLANNED);
    assertThat(STAND.version(exercise)).isEqualTo(2);
    assertThat(STAND.database().number("SELECT attempts FROM catalog_jobs")).isZero();

    STAND.run(CatalogCommand.WORKER, true);
    assertThat(STAND.status(job)).isEqualTo("completed");
    assertThat(STAND.database().text("SELECT category || ' ' || difficulty FROM exercises"))
        .isEqualTo("stability advanced");
    assertThat(STAND.isJournalWhole()).isTrue();
  }

  @Test
  void whoDiesWhileApplyingLeavesNothingAndTheWatchdogFreesTheRest() throws SQLException {
    UUID exercise = STAND.add(CatalogStand.squat("Barbell Squat"));
    STAND.backUp();
    UUID job = STAND.file(JobMode.APPLY, exercise, "wrong_difficulty", "difficulty", "advanced");
    Settlement settlement = planned(claim(JobMode.APPLY).getFirst());
    try (Connection dying = STAND.database().connect()) {
      dying.setAutoCommit(false);
      STAND.bean(SettlementRepository.class).settle(dying, List.of(settlement));
    }
    assertThat(STAND.version(exercise)).isOne();
    assertThat(STAND.database().count("catalog_locks")).isOne();
    STAND.database().execute("UPDATE catalog_jobs SET lease_until = now() - interval '1 s'");

    CatalogRun watchdog = STAND.run(CatalogCommand.WATCHDOG, false);

    assertThat(watchdog.counts().path("leases_freed").asInt()).isOne();
    assertThat(STAND.database().count("catalog_locks")).isZero();
    STAND.run(CatalogCommand.WORKER, true);
    assertThat(STAND.status(job)).isEqualTo("completed");
    assertThat(STAND.version(exercise)).isEqualTo(2);
    assertThat(STAND.isJournalWhole()).isTrue();
  }

  @Test
  void whoLostItsLeaseWritesNothing() {
    UUID exercise = STAND.add(CatalogStand.squat("Barbell Squat"));
    STAND.backUp();
    STAND.file(JobMode.APPLY, exercise, "wrong_difficulty", "difficulty", "advanced");
    Settlement late = planned(claim(JobMode.APPLY).getFirst());
    STAND.database().execute("UPDATE catalog_jobs SET lease_until = now() - interval '1 s'");
    STAND.run(CatalogCommand.WATCHDOG, false);
    Settlement next = planned(claim(JobMode.APPLY).getFirst());

    assertThat(settle(late)).isEqualTo(Standing.LOST);
    assertThat(STAND.version(exercise)).isOne();
    assertThat(settle(next)).isEqualTo(Standing.APPLIED);
    assertThat(settle(next))
        .as("repeated after a commit whose answer was lost")
        .isEqualTo(Standing.APPLIED);
    assertThat(STAND.version(exercise)).isEqualTo(2);
  }

  @Test
  void aLockThatNobodyHoldsIsFreed() {
    UUID exercise = STAND.add(CatalogStand.squat("Barbell Squat"));
    UUID job = STAND.file(JobMode.APPLY, exercise, "wrong_difficulty", "difficulty", "advanced");
    STAND
        .database()
        .execute(
            "INSERT INTO catalog_locks (subject_key, job_id, lease_token) VALUES (?, ?, gen_random_uuid())",
            exercise.toString(),
            job);

    CatalogRun watchdog = STAND.run(CatalogCommand.WATCHDOG, false);

    assertThat(watchdog.counts().path("locks_freed").asInt()).isOne();
    assertThat(STAND.database().count("catalog_locks")).isZero();
  }

  @Test
  void cleanupArchivesWhatEndedLongAgo() {
    UUID exercise = STAND.add(CatalogStand.squat("Barbell Squat"));
    UUID old = STAND.file(JobMode.DRY_RUN, exercise, "one", "difficulty", "advanced");
    STAND.run(CatalogCommand.WORKER, false);
    STAND.database().execute("UPDATE catalog_jobs SET ended_at = now() - interval '8 d'");
    STAND.file(JobMode.DRY_RUN, exercise, "other", "difficulty", "advanced");
    STAND.run(CatalogCommand.WORKER, false);

    CatalogRun cleanup = STAND.run(CatalogCommand.CLEANUP, false);

    assertThat(cleanup.counts().path("jobs_archived").asInt()).isOne();
    assertThat(STAND.database().text("SELECT id FROM catalog_jobs_archive"))
        .isEqualTo(old.toString());
    assertThat(STAND.database().count("catalog_jobs")).isOne();
    assertThat(STAND.run(CatalogCommand.CLEANUP, false).outcome())
        .isEqualTo(RunOutcome.NOTHING_TO_DO);
  }

  @Test
  void aJobOnAnExerciseThatIsGoneFails() {
    UUID job =
        STAND.file(
            JobMode.DRY_RUN, UUID.randomUUID(), "wrong_difficulty", "difficulty", "advanced");

    STAND.run(CatalogCommand.WORKER, false);

    assertThat(STAND.status(job)).isEqualTo("failed");
    assertThat(STAND.database().text("SELECT error_message FROM catalog_jobs"))
        .isEqualTo("There is no such exercise.");
  }

  @Test
  void aNameThatIsTakenFailsTheJobAndNotItsNeighbours() {
    STAND.add(CatalogStand.squat("Barbell Squat"));
    UUID other = STAND.add(CatalogStand.squat("Barbell Front Squat"));
    UUID third = STAND.add(CatalogStand.squat("Barbell Box Squat"));
    STAND.backUp();
    UUID taken = STAND.file(JobMode.APPLY, other, "name", "base_name", "Barbell Squat");
    UUID fine = STAND.file(JobMode.APPLY, third, "name", "base_name", "Barbell High Squat");

    STAND.run(CatalogCommand.WORKER, true);

    assertThat(STAND.status(taken)).isEqualTo("failed");
    assertThat(STAND.status(fine)).isEqualTo("completed");
    assertThat(STAND.database().count("catalog_locks")).isZero();
  }

  private static List<ClaimedJob> claim(JobMode mode) {
    return STAND.bean(JobLeases.class).claim(mode, 10, RUN);
  }

  private static Settlement planned(ClaimedJob job) {
    Exercise exercise =
        STAND
            .transactions()
            .read(
                connection ->
                    STAND
                        .bean(ExerciseRepository.class)
                        .find(connection, Objects.requireNonNull(job.exerciseId())))
            .orElseThrow();
    try {
      return new Settlement(job, STAND.bean(Planner.class).plan(job, exercise), RUN, Duration.ZERO);
    } catch (ProviderException | InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Standing settle(Settlement settlement) {
    return STAND
        .transactions()
        .write(
            connection ->
                STAND.bean(SettlementRepository.class).settle(connection, List.of(settlement)))
        .getFirst();
  }
}
