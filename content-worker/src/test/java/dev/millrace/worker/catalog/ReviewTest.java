package dev.millrace.worker.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.CatalogCommand;
import dev.millrace.catalog.CatalogRun;
import dev.millrace.catalog.RunOutcome;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The embedded reviewer, from exercises to jobs, and from jobs to exercises. */
final class ReviewTest {
  private static final CatalogStand STAND =
      new CatalogStand(Map.of("millrace.worker.catalog.review-batch-size", "3"));

  @AfterAll
  static void close() {
    STAND.close();
  }

  @BeforeEach
  void clear() {
    STAND.database().clear();
  }

  @Test
  void ofAGoodExerciseThereIsNothingToSay() {
    STAND.add(CatalogStand.squat("Barbell Back Squat"));
    STAND.add(CatalogStand.squat("Barbell Front Squat"));

    CatalogRun run = STAND.run(CatalogCommand.REVIEW, true);

    assertThat(run.outcome()).isEqualTo(RunOutcome.DONE);
    assertThat(run.counts().path("exercises_reviewed").asInt()).isEqualTo(2);
    assertThat(STAND.database().count("catalog_jobs")).isZero();
    assertThat(STAND.database().count("exercises WHERE reviewed_version = version")).isEqualTo(2);
  }

  @Test
  void eachFaultBecomesOneJobWithItsReason() {
    plantFaults();

    CatalogRun run = STAND.run(CatalogCommand.REVIEW, false);

    assertThat(findings())
        .containsExactly(
            "equipment_contradicts_name",
            "missing_category",
            "missing_instructions",
            "muscle_named_twice",
            "naming_convention",
            "near_duplicate_name",
            "placeholder_text",
            "short_instructions",
            "wrong_muscle_for_pattern");
    assertThat(run.counts().path("jobs_filed").asInt()).isEqualTo(9);
    assertThat(
            STAND
                .database()
                .count(
                    "catalog_jobs WHERE mode = 'dry_run' AND filed_by = 'catalog-review'"
                        + " AND provider = 'offline' AND prompt_version = 'catalog-review/1'"
                        + " AND filed_in_run IS NOT NULL"))
        .isEqualTo(9);
    assertThat(STAND.database().count("exercises WHERE reviewed_at IS NOT NULL"))
        .as("a dry run leaves whose turn it is")
        .isZero();
  }

  @Test
  void aSecondReviewFilesNothingThatIsOpen() {
    plantFaults();
    STAND.run(CatalogCommand.REVIEW, true);

    CatalogRun second = STAND.run(CatalogCommand.REVIEW, true);

    assertThat(second.counts().path("jobs_filed").asInt()).isZero();
    assertThat(second.counts().path("jobs_known").asInt()).isEqualTo(9);
  }

  @Test
  void theCatalogMendsItself() {
    plantFaults();
    STAND.backUp();
    STAND.run(CatalogCommand.REVIEW, true);
    STAND.run(CatalogCommand.WORKER, true);

    assertThat(STAND.database().count("catalog_jobs WHERE status <> 'completed'")).isZero();
    STAND.run(CatalogCommand.REVIEW, true);
    assertThat(STAND.database().count("catalog_jobs WHERE status = 'queued'"))
        .as("faults that are left")
        .isZero();
    assertThat(
            STAND
                .database()
                .text("SELECT status FROM exercises WHERE base_name = 'Barbell Hack Squats'"))
        .isEqualTo("retired");
    assertThat(STAND.isJournalWhole()).isTrue();
  }

  @Test
  void aSecondReviewAtTheSameTimeIsRefused() {
    STAND
        .database()
        .execute(
            """
            INSERT INTO catalog_run_history (id, command, origin, actor, organization_id, state, attempts, lease_token,
                                             lease_owner, lease_until, started_at)
            VALUES (?, 'review', 'operator', 'another', 'default', 'running', 1, gen_random_uuid(), 'another',
                    now() + interval '1 h', now())
            """,
            UUID.randomUUID());

    CatalogRun run = STAND.run(CatalogCommand.REVIEW, true);

    assertThat(run.error()).contains("Another run of this command is under way");
  }

  private static void plantFaults() {
    STAND.add(CatalogStand.squat("Barbell Back Squat"));
    STAND.add(CatalogStand.squat("barbell high-bar squat"));
    STAND.add(CatalogStand.squat("Barbell Hack Squat"));
    STAND.add(CatalogStand.squat("Barbell Hack Squats"));
    STAND.add(CatalogStand.squat("Kettlebell Goblet Squat"));
    STAND.add(with("Barbell Zercher Squat", "category", null));
    ObjectNode wrong = CatalogStand.squat("Barbell Box Squat");
    wrong.putArray("primary_muscles").add("biceps");
    STAND.add(wrong);
    ObjectNode twice = CatalogStand.squat("Barbell Pause Squat");
    twice.putArray("secondary_muscles").add("quads");
    STAND.add(twice);
    ObjectNode none = CatalogStand.squat("Barbell Tempo Squat");
    none.putArray("instructions");
    STAND.add(none);
    ObjectNode brief = CatalogStand.squat("Barbell Jefferson Squat");
    brief.putArray("instructions").add("Squat down.");
    STAND.add(brief);
    ObjectNode later = CatalogStand.squat("Barbell Overhead Squat");
    later.withArray("instructions").add("TODO");
    STAND.add(later);
  }

  private static ObjectNode with(String name, String field, @Nullable String value) {
    return CatalogStand.squat(name).put(field, value);
  }

  private static List<String> findings() {
    return STAND
        .database()
        .list("SELECT finding FROM catalog_jobs ORDER BY finding", row -> row.getString("finding"));
  }
}
