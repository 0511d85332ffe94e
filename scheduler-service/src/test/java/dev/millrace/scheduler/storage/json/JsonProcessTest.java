package dev.millrace.scheduler.storage.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed, that are two, and whose disk is full. */
class JsonProcessTest {
  private static final int ROUNDS = 3;

  @TempDir Path directory;

  @Test
  void whatAKilledProcessHasAcknowledgedIsThere() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      Process process = writer();
      try (BufferedReader lines = process.inputReader()) {
        for (int count = 0; count < 100 * round; count++) {
          acknowledged.add(lines.readLine());
        }
        // Not by the process itself, which would also close what it has said.
        process.toHandle().destroyForcibly();
        // What was on its way when it was killed.
        lines.lines().filter(line -> line.length() == 36).forEach(acknowledged::add);
      }
      process.waitFor();
      assertThat(schedules()).as("round %d", round).containsAll(acknowledged);
      // One unit may have been committed, and not acknowledged any more, in each round.
      assertThat(schedules()).hasSizeBetween(acknowledged.size(), acknowledged.size() + round);
    }
  }

  @Test
  void aSecondProcessIsRefused() throws Exception {
    Process first = writer();
    try (BufferedReader lines = first.inputReader()) {
      assertThat(lines.readLine()).hasSize(36);
      Process second = writer();
      try (BufferedReader said = second.inputReader()) {
        assertThat(said.readLine())
            .startsWith("locked Another scheduler keeps its schedules in " + directory);
      }
      second.waitFor();
    } finally {
      first.destroyForcibly();
    }
    first.waitFor();
    assertThat(schedules()).isNotEmpty();
  }

  @Test
  void aDiskThatRefusesAUnitLosesNoneBeforeIt() throws Exception {
    // A file may have 20 blocks of 1,024 bytes: less than a journal before its first snapshot.
    Process process = start("bash", "-c", "ulimit -f 20; exec \"$@\"", "bash");
    List<String> lines;
    try (BufferedReader output = process.inputReader()) {
      lines = output.lines().collect(Collectors.toList());
    }
    process.waitFor();

    assertThat(lines.removeLast()).isEqualTo("refused 58030");
    assertThat(lines).isNotEmpty();
    assertThat(schedules()).isEqualTo(Set.copyOf(lines));
  }

  private Process writer() throws IOException {
    return start();
  }

  private Process start(String... before) throws IOException {
    List<String> line = new ArrayList<>(List.of(before));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            directory.toString()));
    return new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private Set<String> schedules() throws IOException {
    try (JsonFiles files =
        JsonFiles.open(directory, Retention.DEFAULT, Clock.systemUTC(), 1 << 30)) {
      return files.read(
          unit ->
              unit.state().schedules.rows().stream()
                  .map(schedule -> schedule.id().toString())
                  .collect(Collectors.toSet()));
    }
  }
}
