package dev.millrace.scheduler.storage.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.NewDecision;
import dev.millrace.scheduler.storage.NewExecution;
import dev.millrace.scheduler.testing.Schedules;
import dev.millrace.security.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is committed is there again, whatever happened to the files' last line. */
class JsonFilesTest {
  private static final Instant SLOT = Instant.parse("2026-11-23T09:00:00Z");
  private static final long LARGE = 1 << 30;

  @TempDir Path directory;

  @Test
  void whatWasCommittedIsThereAfterANewStart() throws IOException {
    Set<UUID> ids = Set.copyOf(keep(3, LARGE));

    assertThat(schedules()).isEqualTo(ids);
    assertThat(journal()).isNotEmptyFile();
  }

  @Test
  void everyKindOfRowIsReadAsItWasWritten() throws IOException {
    State written;
    try (JsonFiles files = open(LARGE)) {
      written = fill(files, Schedules.cron("0 9 * * MON").dueAt(SLOT));
    }
    assertSame(written);
    Set<UUID> added = Set.copyOf(keep(1, 1));

    // Now they are in a snapshot.
    assertThat(journal()).isEmptyFile();
    try (JsonFiles files = open(LARGE)) {
      added.forEach(id -> delete(files, id));
    }
    assertSame(written);
  }

  private void assertSame(State written) throws IOException {
    try (JsonFiles files = open(LARGE)) {
      State read = files.read(JsonFiles.Unit::state);
      for (int number = 0; number < written.tables().size(); number++) {
        Table<?> table = written.tables().get(number);
        assertThat(table.rows()).as(table.name()).isNotEmpty();
        assertThat(Set.<Object>copyOf(read.tables().get(number).rows()))
            .as(table.name())
            .isEqualTo(Set.copyOf(table.rows()));
      }
    }
  }

  @Test
  void aLastLineThatIsNotWholeIsCutOff() throws IOException {
    List<UUID> ids = keep(2, LARGE);
    long whole = Files.size(journal());
    ids.addAll(keep(1, LARGE));
    byte[] all = Files.readAllBytes(journal());
    for (int length : List.of((int) whole + 1, (int) whole + 40, all.length - 1)) {
      Files.write(journal(), Arrays.copyOf(all, length));

      assertThat(schedules()).as("%d bytes", length).isEqualTo(Set.copyOf(ids.subList(0, 2)));
      assertThat(journal()).hasSize(whole);
    }
    byte[] torn = all.clone();
    torn[all.length - 60]++;
    Files.write(journal(), torn);
    assertThat(schedules()).isEqualTo(Set.copyOf(ids.subList(0, 2)));
  }

  @Test
  void afterACutTheJournalGoesOn() throws IOException {
    List<UUID> ids = keep(1, LARGE);
    Files.writeString(journal(), "12345678 {\"sequ", StandardOpenOption.APPEND);
    ids.addAll(keep(1, LARGE));

    assertThat(schedules()).isEqualTo(Set.copyOf(ids));
  }

  @Test
  void damageElsewhereIsNotGuessedAt() throws IOException {
    keep(3, LARGE);
    byte[] bytes = Files.readAllBytes(journal());
    bytes[20]++;
    Files.write(journal(), bytes);

    assertThatThrownBy(() -> open(LARGE))
        .hasMessageContaining("journal.jsonl is damaged at byte 0")
        .hasMessageContaining("SCHEDULER_STORAGE_DIR");
  }

  @Test
  void aJournalThatLacksALineIsDamaged() throws IOException {
    keep(3, LARGE);
    List<String> lines = Files.readAllLines(journal());
    Files.writeString(journal(), lines.getFirst() + "\n" + lines.getLast() + "\n");

    assertThatThrownBy(() -> open(LARGE)).hasMessageContaining("damaged before unit 3");
  }

  @Test
  void aSnapshotWithoutItsEndIsDamaged() throws IOException {
    keep(3, 1);
    Path snapshot = directory.resolve(Snapshot.NAME);
    List<String> lines = Files.readAllLines(snapshot);
    Files.writeString(snapshot, String.join("\n", lines.subList(0, 2)) + "\n");

    assertThatThrownBy(() -> open(LARGE)).hasMessageContaining("snapshot.jsonl is damaged");
  }

  @Test
  void aCrashBeforeTheRenameLeavesTheSnapshotBeforeAndTheJournal() throws IOException {
    List<UUID> ids = keep(2, 1);
    ids.addAll(keep(2, LARGE));
    Files.writeString(directory.resolve(Snapshot.UNFINISHED), "00000000 {\"version\":1,\"seq");

    assertThat(schedules()).isEqualTo(Set.copyOf(ids));
    assertThat(directory.resolve(Snapshot.UNFINISHED)).doesNotExist();
  }

  @Test
  void aCrashAfterTheRenameReplaysNothingTwice() throws IOException {
    List<UUID> ids = keep(2, LARGE);
    byte[] before = Files.readAllBytes(journal());
    try (JsonFiles files = open(1)) {
      delete(files, ids.getFirst());
    }
    // The snapshot is there, and the journal that it took the place of, too.
    Files.write(journal(), before);

    assertThat(schedules()).isEqualTo(Set.of(ids.getLast()));
    assertThat(keep(1, LARGE)).hasSize(1);
    assertThat(schedules()).hasSize(2);
  }

  @Test
  void aDirectoryIsOpenOnce() throws IOException {
    try (JsonFiles first = open(LARGE)) {
      assertThatThrownBy(() -> open(LARGE))
          .hasMessageStartingWith("Another scheduler keeps its schedules in " + directory)
          .hasMessageContaining("SCHEDULER_STORAGE_DIR");
      assertThat(first.<Integer>read(unit -> unit.state().schedules.size())).isZero();
    }
    assertThat(schedules()).isEmpty();
  }

  @Test
  void anInterruptedUnitDoesNotCloseTheFiles() throws IOException {
    try (JsonFiles files = open(LARGE)) {
      Thread.currentThread().interrupt();
      insert(files, schedule());
      assertThat(Thread.interrupted()).isTrue();
      insert(files, schedule());
    }
    assertThat(schedules()).hasSize(2);
  }

  @Test
  void aClosedStorageRefusesWork() throws IOException {
    JsonFiles files = open(LARGE);
    files.close();

    assertThatThrownBy(() -> insert(files, schedule())).hasMessage("The storage is closed.");
  }

  @Test
  void aUnitCannotBeginAnother() throws IOException {
    try (JsonFiles files = open(LARGE)) {
      assertThatThrownBy(
              () -> files.write(unit -> files.write(inner -> inner.state().schedules.size())))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void beyondTheBoundTheOldestDecisionsAreForgottenButNoneThatRuns() throws IOException {
    Schedule schedule = Schedules.hourly(SLOT).with(JobType.CONTENT_REQUEST).dueAt(SLOT);
    try (JsonFiles files =
        JsonFiles.open(directory, new Retention(10, 10), Clock.systemUTC(), LARGE)) {
      insert(files, schedule);
      decide(files, NewDecision.fired(schedule, SLOT, null));
      IntStream.rangeClosed(1, 30)
          .forEach(
              number ->
                  decide(
                      files,
                      NewDecision.fired(schedule, SLOT.plusSeconds(number), "a fault of HTTP")));
      State state = files.read(JsonFiles.Unit::state);
      assertThat(state.decisions.size()).isEqualTo(10);
      assertThat(state.decisions.has(schedule.key(SLOT).toString())).isTrue();
      assertThat(state.decisions.has(schedule.key(SLOT.plusSeconds(30)).toString())).isTrue();
    }
    try (JsonFiles files = open(LARGE)) {
      assertThat(files.<Integer>read(unit -> unit.state().decisions.size())).isEqualTo(10);
    }
  }

  @Test
  void theJournalIsBoundedBySnapshots() throws IOException {
    try (JsonFiles files = open(20_000)) {
      UUID id = insert(files, schedule());
      for (int round = 0; round < 200; round++) {
        files.write(
            unit -> {
              State state = unit.state();
              StoredSchedule schedule = state.schedules.find(id.toString()).orElseThrow();
              state.schedules.put(schedule.lookedAt(unit.now()));
              return true;
            });
      }
      assertThat(Files.size(journal())).isLessThan(20_000);
    }
    assertThat(schedules()).hasSize(1);
  }

  @Test
  void whatACrashedInstanceWasToPublishIsDueAtOnce() throws IOException {
    Schedule schedule = schedule();
    try (JsonFiles files = open(LARGE)) {
      insert(files, schedule);
      decide(files, command(schedule));
      assertThat(files.<Boolean>read(unit -> unit.state().unpublished.hasCome(unit.now())))
          .isFalse();
    }
    try (JsonFiles files = open(LARGE)) {
      assertThat(files.<Boolean>read(unit -> unit.state().unpublished.hasCome(unit.now())))
          .isTrue();
    }
  }

  private JsonFiles open(long leastJournal) throws IOException {
    return JsonFiles.open(directory, Retention.DEFAULT, Clock.systemUTC(), leastJournal);
  }

  private Path journal() {
    return directory.resolve(JsonFiles.JOURNAL);
  }

  /** Keeps new schedules, and answers their ids. */
  private List<UUID> keep(int count, long leastJournal) throws IOException {
    List<UUID> ids = new ArrayList<>();
    try (JsonFiles files = open(leastJournal)) {
      for (int number = 0; number < count; number++) {
        ids.add(insert(files, schedule()));
      }
    }
    return ids;
  }

  /** The ids of all schedules, after a new start. */
  private Set<UUID> schedules() throws IOException {
    try (JsonFiles files = open(LARGE)) {
      return files.read(
          unit ->
              unit.state().schedules.rows().stream()
                  .map(StoredSchedule::id)
                  .collect(Collectors.toSet()));
    }
  }

  private static UUID insert(JsonFiles files, Schedule schedule) {
    files.write(unit -> new JsonRegister(unit.state(), unit.now()).insert(schedule));
    return schedule.id();
  }

  /** Removes it, and leaves nothing that says so. */
  private static void delete(JsonFiles files, UUID id) {
    files.write(
        unit -> {
          unit.state().schedules.remove(id.toString());
          return id;
        });
  }

  private static void decide(JsonFiles files, NewDecision decision) {
    files.write(
        unit -> {
          unit.state()
              .decisions
              .put(StoredDecision.of(decision, "time", null, unit.now(), Duration.ofHours(1)));
          return true;
        });
  }

  /** A row of every kind, and what was written. */
  private static State fill(JsonFiles files, Schedule schedule) {
    insert(files, schedule);
    decide(files, command(schedule));
    return files.write(
        unit -> {
          State state = unit.state();
          state.decisions.put(
              state.decisions.find(schedule.key(SLOT).toString()).orElseThrow().received());
          JsonCalls calls = new JsonCalls(state, unit.now());
          calls.takeKey("an-organization", "a-key", new byte[32], schedule.id());
          calls.audit(
              new Caller("a caller", "an-organization", Set.of()),
              "schedule.pause",
              schedule.id(),
              Map.of("why", "\"so\"\n"));
          state.requests.put(
              new StoredRequest(
                  "a-key", "an-organization", schedule.definition().payload(), unit.now()));
          new JsonExecutions(state, unit.now()).insert(List.of(execution(schedule)));
          state.cursors.put(
              StoredCursor.of(
                  state.schedules.find(schedule.id().toString()).orElseThrow(), unit.now()));
          state.shadows.put(StoredShadow.of(command(schedule), schedule.id(), unit.now()));
          return state;
        });
  }

  private static NewExecution execution(Schedule schedule) {
    return new NewExecution(
        schedule.key(SLOT).toString(),
        schedule.id(),
        schedule.organizationId(),
        "http",
        schedule.definition().payload(),
        SLOT,
        3,
        Duration.ofSeconds(10));
  }

  private static NewDecision command(Schedule schedule) {
    return NewDecision.fired(schedule, SLOT, null);
  }

  private static Schedule schedule() {
    return Schedules.hourly(SLOT).dueAt(SLOT);
  }
}
