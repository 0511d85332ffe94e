package dev.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MigratedDatabase;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The code and the schema know the same words. */
class VocabularyTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final Pattern WORD = Pattern.compile("'([a-z_]+)'::text");

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  static List<Arguments> vocabularies() {
    return List.of(
        Arguments.of("exercises_equipment_check", Equipment.wireNames()),
        Arguments.of("exercises_movement_pattern_check", MovementPattern.wireNames()),
        Arguments.of("exercises_primary_muscles_check", Muscle.wireNames()),
        Arguments.of("exercises_secondary_muscles_check", Muscle.wireNames()),
        Arguments.of("exercises_category_check", Category.wireNames()),
        Arguments.of("exercises_difficulty_check", Difficulty.wireNames()),
        Arguments.of("exercises_status_check", ExerciseStatus.wireNames()),
        Arguments.of("catalog_jobs_type_check", JobType.wireNames()),
        Arguments.of("catalog_jobs_mode_check", JobMode.wireNames()),
        Arguments.of("catalog_jobs_status_check", JobStatus.wireNames()),
        Arguments.of("catalog_jobs_result_check", JobResult.wireNames()),
        Arguments.of("catalog_changes_operation_check", Operation.wireNames()),
        Arguments.of("catalog_run_history_command_check", CatalogCommand.wireNames()),
        Arguments.of("catalog_run_history_state_check", RunState.wireNames()),
        Arguments.of("catalog_run_history_outcome_check", RunOutcome.wireNames()));
  }

  @ParameterizedTest
  @MethodSource("vocabularies")
  void areTheSame(String constraint, List<String> names) {
    String definition =
        DATABASE.text(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = ? AND conrelid::regclass::text NOT LIKE '%archive'",
            constraint);

    assertThat(WORD.matcher(definition).results().map(word -> word.group(1)))
        .containsExactlyInAnyOrderElementsOf(names);
  }
}
