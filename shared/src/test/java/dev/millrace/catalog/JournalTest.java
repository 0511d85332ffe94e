package dev.millrace.catalog;

import static dev.millrace.catalog.Exercises.cause;
import static dev.millrace.catalog.Exercises.squat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.DatabaseException;
import dev.millrace.testing.MigratedDatabase;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private final Journal journal = DATABASE.bean(Journal.class);
  private final ExerciseRepository exercises = DATABASE.bean(ExerciseRepository.class);
  private final ChangeRepository changes = DATABASE.bean(ChangeRepository.class);

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @BeforeEach
  void clear() {
    DATABASE.clear();
  }

  @Test
  void whatIsWrittenIsReadAsItWas() {
    UUID id = add(squat());

    Exercise read = find(id);

    assertThat(read.content()).isEqualTo(squat());
    assertThat(read.version()).isEqualTo(1);
    assertThat(read.reviewedAt()).isNull();
  }

  @Test
  void aChangeTellsWhatItFoundAndWhatItLeft() {
    UUID id = add(squat());
    ExerciseContent harder = Exercises.with(squat(), "difficulty", "advanced");

    Edit edit = Edit.update(id, 1, harder, cause(Operation.UPDATE));
    assertThat(write(edit)).containsExactly(edit.id());

    Change change = DATABASE.database().read(it -> changes.find(it, edit.id())).orElseThrow();
    assertThat(change.fields()).containsExactly("difficulty");
    assertThat(change.before()).isEqualTo(ExerciseCodec.document(squat()));
    assertThat(change.after()).isEqualTo(ExerciseCodec.document(harder));
    assertThat(change.versionAfter()).isEqualTo(2);
    assertThat(find(id).content()).isEqualTo(harder);
  }

  @Test
  void aChangeThatWasThoughtOutForAnotherVersionIsNotMade() {
    UUID id = add(squat());
    ExerciseContent other = Exercises.with(squat(), "difficulty", "advanced");

    assertThat(write(Edit.update(id, 2, other, cause(Operation.UPDATE)))).isEmpty();
    assertThat(write(Edit.update(UUID.randomUUID(), 1, other, cause(Operation.UPDATE)))).isEmpty();

    assertThat(find(id).version()).isEqualTo(1);
    assertThat(DATABASE.count("catalog_changes")).isEqualTo(1);
  }

  @Test
  void aNameIsTakenOnceWhileItIsOffered() {
    UUID id = add(squat());

    assertThatThrownBy(() -> add(squat())).isInstanceOf(DatabaseException.class);
    assertThat(DATABASE.count("catalog_changes")).isEqualTo(1);

    write(
        Edit.update(id, 1, Exercises.with(squat(), "status", "retired"), cause(Operation.UPDATE)));
    add(squat());
  }

  @Test
  void anExerciseThatComesBackGoesOnWithItsVersions() {
    UUID id = add(squat());
    write(new Edit(UUID.randomUUID(), id, 1, null, cause(Operation.RESTORE)));
    assertThat(DATABASE.count("exercises")).isZero();

    write(new Edit(UUID.randomUUID(), id, null, squat(), cause(Operation.RESTORE)));

    assertThat(find(id).version()).isEqualTo(3);
    assertThat(
            DATABASE.database().read(it -> changes.since(it, id, 0, 10)).stream()
                .map(Change::versionAfter))
        .containsExactly(3, 2, 1);
  }

  @Test
  void aChangeForgetsTheReviewOfWhatWas() {
    UUID id = add(squat());
    DATABASE.execute("UPDATE exercises SET reviewed_version = 1, reviewed_at = now()");

    write(
        Edit.update(
            id, 1, Exercises.with(squat(), "difficulty", "advanced"), cause(Operation.UPDATE)));

    assertThat(find(id).reviewedAt()).isNull();
  }

  private UUID add(ExerciseContent content) {
    Edit edit = Edit.add(content, cause(Operation.ADD));
    write(edit);
    return edit.exerciseId();
  }

  private Set<UUID> write(Edit edit) {
    return DATABASE.database().write(it -> journal.write(it, List.of(edit)));
  }

  private Exercise find(UUID id) {
    return DATABASE.database().read(it -> exercises.find(it, id)).orElseThrow();
  }
}
