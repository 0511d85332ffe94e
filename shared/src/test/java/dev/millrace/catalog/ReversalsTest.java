package dev.millrace.catalog;

import static dev.millrace.catalog.Exercises.cause;
import static dev.millrace.catalog.Exercises.named;
import static dev.millrace.catalog.Exercises.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MigratedDatabase;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReversalsTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private final Reversals reversals = DATABASE.bean(Reversals.class);
  private final Journal journal = DATABASE.bean(Journal.class);
  private Edit added = Edit.add(named("One"), cause(Operation.ADD));

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @BeforeEach
  void anExercise() {
    DATABASE.clear();
    added = Edit.add(named("One"), cause(Operation.ADD));
    write(added);
  }

  @Test
  void theLatestChangeIsUndone() {
    UUID change = change(1, "difficulty", "advanced");

    assertThat(reversals.revert(change, false, "test")).isInstanceOf(Reversal.Reverted.class);

    assertThat(difficulty()).isEqualTo("intermediate");
    assertThat(version()).isEqualTo(3);
    assertThat(DATABASE.number("SELECT changes_reverted FROM catalog_run_summary")).isEqualTo(1);
  }

  @Test
  void whatLaterChangesStandOnIsNotUndoneWithoutThem() {
    UUID first = change(1, "difficulty", "advanced");
    UUID second = change(2, "category", "stability");

    assertThat(reversals.revert(first, false, "test"))
        .isInstanceOfSatisfying(
            Reversal.Refused.class,
            refused -> {
              assertThat(refused.reason()).contains("1 later change stands on it");
              assertThat(refused.standing()).containsExactly(second);
            });
    assertThat(version()).isEqualTo(3);

    assertThat(reversals.revert(first, true, "test"))
        .isInstanceOfSatisfying(
            Reversal.Reverted.class, reverted -> assertThat(reverted.changes()).hasSize(2));
    assertThat(difficulty()).isEqualTo("intermediate");
    assertThat(DATABASE.text("SELECT category FROM exercises")).isEqualTo("strength");
    assertThat(version()).isEqualTo(5);
  }

  @Test
  void whatWasUndoneAlreadyDoesNotStandInTheWay() {
    UUID first = change(1, "difficulty", "advanced");
    UUID second = change(2, "category", "stability");
    reversals.revert(second, false, "test");

    assertThat(reversals.revert(first, false, "test")).isInstanceOf(Reversal.Reverted.class);
    assertThat(reversals.revert(first, false, "test"))
        .isInstanceOfSatisfying(
            Reversal.Refused.class,
            refused -> assertThat(refused.reason()).contains("undone already"));
    assertThat(difficulty()).isEqualTo("intermediate");
  }

  @Test
  void anUndoingCanBeUndone() {
    UUID first = change(1, "difficulty", "advanced");
    reversals.revert(first, false, "test");
    UUID undoing =
        UUID.fromString(DATABASE.text("SELECT id FROM catalog_changes WHERE reverts = ?", first));

    assertThat(reversals.revert(undoing, false, "test")).isInstanceOf(Reversal.Reverted.class);

    assertThat(difficulty()).isEqualTo("advanced");
  }

  @Test
  void anExerciseWhoseAddIsUndoneIsGone() {
    change(1, "difficulty", "advanced");

    reversals.revert(added.id(), true, "test");

    assertThat(DATABASE.count("exercises")).isZero();
    assertThat(DATABASE.count("catalog_changes")).isEqualTo(4);
  }

  @Test
  void anExerciseDoesNotTakeANameBackThatAnotherHas() {
    UUID renamed = change(1, "base_name", "Two");
    write(Edit.add(named("One"), cause(Operation.ADD)));

    assertThat(reversals.revert(renamed, false, "test"))
        .isInstanceOfSatisfying(
            Reversal.Refused.class,
            refused -> assertThat(refused.reason()).contains("Another exercise has the name"));
    assertThat(version()).isEqualTo(2);
  }

  @Test
  void whatIsUnknownIsSaidToBe() {
    assertThat(reversals.revert(UUID.randomUUID(), true, "test"))
        .isInstanceOf(Reversal.Unknown.class);
  }

  private UUID change(int version, String field, String value) {
    ExerciseContent now =
        DATABASE
            .database()
            .read(it -> DATABASE.bean(ExerciseRepository.class).find(it, added.exerciseId()))
            .orElseThrow()
            .content();
    Edit edit =
        Edit.update(added.exerciseId(), version, with(now, field, value), cause(Operation.UPDATE));
    write(edit);
    return edit.id();
  }

  private void write(Edit edit) {
    Set<UUID> made = DATABASE.database().write(it -> journal.write(it, List.of(edit)));
    assertThat(made).hasSize(1);
  }

  private String difficulty() {
    return DATABASE.text("SELECT difficulty FROM exercises");
  }

  private long version() {
    return DATABASE.number("SELECT version FROM exercises WHERE id = ?", added.exerciseId());
  }
}
