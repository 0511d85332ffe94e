package dev.millrace.catalog;

import static dev.millrace.catalog.Exercises.cause;
import static dev.millrace.catalog.Exercises.named;
import static dev.millrace.catalog.Exercises.squat;
import static dev.millrace.catalog.Exercises.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.testing.MigratedDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackupsTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private final Backups backups = DATABASE.bean(Backups.class);
  private final Journal journal = DATABASE.bean(Journal.class);

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @BeforeEach
  void clear() {
    DATABASE.clear();
  }

  @Test
  void aNameIsGivenOnce() {
    add(squat());

    assertThat(create("first")).isTrue();
    assertThat(create("first")).isFalse();

    assertThat(list())
        .extracting(Backup::name, Backup::exercises)
        .containsExactly(tuple("first", 1));
  }

  @Test
  void aCatalogThatIsNotEmptyIsBroughtBackAndTheJournalTellsHow() {
    UUID changed = add(named("One"));
    UUID gone = add(named("Two"));
    add(named("Three"));
    create("before");
    edit(changed, with(named("One"), "difficulty", "advanced"));
    write(new Edit(Edit.newId(), gone, 1, null, cause(Operation.IMPORT)));
    add(named("Four"));

    Restoration told = DATABASE.database().read(it -> backups.compare(it, "before")).orElseThrow();
    assertThat(told.isDryRun()).isTrue();
    assertThat(DATABASE.count("catalog_changes")).isEqualTo(6);

    Restoration done = restore("before");

    assertThat(List.of(done.added(), done.changed(), done.removed())).containsExactly(1L, 1L, 1L);
    assertThat(List.of(told.added(), told.changed(), told.removed())).containsExactly(1L, 1L, 1L);
    assertThat(done.differences())
        .extracting(Restoration.Difference::baseName)
        .containsExactly("Four", "One", "Two");
    assertThat(names()).containsExactly("One", "Three", "Two");
    assertThat(DATABASE.count("catalog_changes WHERE operation = 'restore'")).isEqualTo(3);
    assertThat(restore("before").isEmpty()).isTrue();
  }

  @Test
  void namesThatWereExchangedAreExchangedBack() {
    UUID one = add(named("One"));
    UUID two = add(named("Two"));
    create("before");
    edit(one, named("Other"));
    edit(two, named("One"));
    edit(one, named("Two"));

    restore("before");

    assertThat(DATABASE.text("SELECT base_name FROM exercises WHERE id = ?", one)).isEqualTo("One");
    assertThat(DATABASE.text("SELECT base_name FROM exercises WHERE id = ?", two)).isEqualTo("Two");
    assertThat(create("again")).isTrue();
    assertThat(
            DATABASE.database().read(it -> backups.compare(it, "before")).orElseThrow().isEmpty())
        .isTrue();
  }

  @Test
  void whatIsUnknownIsNotRestored() {
    Optional<Restoration> compared = DATABASE.database().read(it -> backups.compare(it, "nothing"));
    assertThat(compared).isEmpty();
    Optional<Restoration> restored =
        DATABASE.database().write(it -> backups.restore(it, "nothing", "test"));
    assertThat(restored).isEmpty();
  }

  @Test
  void oldBackupsAreForgottenButNeverTheNewest() {
    create("oldest");
    create("old");
    DATABASE.execute(
        "UPDATE catalog_backups SET created_at = now() - interval '40 d' WHERE name = 'oldest'");
    DATABASE.execute(
        "UPDATE catalog_backups SET created_at = now() - interval '31 d' WHERE name = 'old'");
    CatalogConfig config = new CatalogConfig(true, Duration.ofDays(7), Duration.ofDays(30));

    int forgotten = DATABASE.database().write(it -> backups.prune(it, config, 10));

    assertThat(forgotten).isEqualTo(1);
    assertThat(list()).extracting(Backup::name).containsExactly("old");
  }

  @Test
  void theGateOpensForAFlagAndAYoungBackup() {
    ApplyGate shut =
        new ApplyGate(new CatalogConfig(false, Duration.ofDays(7), Duration.ofDays(30)));
    ApplyGate gate =
        new ApplyGate(new CatalogConfig(true, Duration.ofDays(7), Duration.ofDays(30)));

    assertThat(whyClosed(gate).orElseThrow()).contains("no backup");
    create("now");
    assertThat(whyClosed(gate)).isEmpty();
    assertThat(whyClosed(shut).orElseThrow()).contains("CATALOG_APPLY_ENABLED");
    DATABASE.execute("UPDATE catalog_backups SET created_at = now() - interval '8 d'");
    assertThat(whyClosed(gate).orElseThrow()).contains("CATALOG_BACKUP_MAX_AGE", "7d");
  }

  private static Optional<String> whyClosed(ApplyGate gate) {
    return DATABASE.database().read(gate::closedBecause);
  }

  private boolean create(String name) {
    return DATABASE.database().write(it -> backups.create(it, name, "test")).isPresent();
  }

  private Restoration restore(String name) {
    return DATABASE.database().write(it -> backups.restore(it, name, "test")).orElseThrow();
  }

  private List<Backup> list() {
    return DATABASE.database().read(it -> backups.list(it, null, 10));
  }

  private UUID add(ExerciseContent content) {
    Edit edit = Edit.add(content, cause(Operation.ADD));
    write(edit);
    return edit.exerciseId();
  }

  private void edit(UUID exercise, ExerciseContent content) {
    int version = (int) DATABASE.number("SELECT version FROM exercises WHERE id = ?", exercise);
    write(Edit.update(exercise, version, content, cause(Operation.UPDATE)));
  }

  private void write(Edit edit) {
    Set<UUID> made = DATABASE.database().write(it -> journal.write(it, List.of(edit)));
    assertThat(made).hasSize(1);
  }

  private static List<String> names() {
    return DATABASE.list(
        "SELECT base_name FROM exercises ORDER BY base_name", row -> row.getString("base_name"));
  }
}
