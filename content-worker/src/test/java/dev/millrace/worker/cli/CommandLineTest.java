package dev.millrace.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MigratedDatabase;
import dev.millrace.worker.Application;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as people use it: each call is a process of its own. */
class CommandLineTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();

  @TempDir private Path folder = Path.of("");

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  private record Answer(int status, String out, String err) {}

  @Test
  void anOperatorImportsBacksUpListsAndUndoes() throws Exception {
    Path file = folder.resolve("two.jsonl");
    Files.writeString(file, "{\"base_name\":\"Plank\"}\n{\"no\":\"name\"}\n");

    Answer imported = run("import-exercises", file.toString(), "--json");
    assertThat(imported.status()).isEqualTo(ExitCode.FAILED);
    assertThat(imported.out()).contains("\"added\":1", "\"refused\":1");
    assertThat(imported.err()).contains("line 2: ");

    Answer backup = run("backup-catalog", "--target", "first");
    assertThat(backup.status()).as(backup.err()).isEqualTo(ExitCode.DONE);
    assertThat(backup.out()).contains("NAME", "first").doesNotContain("\033[");
    assertThat(run("backup-catalog", "--target", "first").status()).isEqualTo(ExitCode.FAILED);

    String change = DATABASE.text("SELECT id FROM catalog_changes");
    assertThat(run("list-changes").out()).contains(change, "import");
    assertThat(run("revert-change", change).status()).isEqualTo(ExitCode.DONE);
    assertThat(DATABASE.count("exercises")).isZero();
    Answer again = run("revert-change", change);
    assertThat(again.status()).isEqualTo(ExitCode.FAILED);
    assertThat(again.err()).contains("undone already");

    Answer restored = run("restore-catalog", "--from", "first", "--json");
    assertThat(restored.status()).as(restored.err()).isEqualTo(ExitCode.DONE);
    assertThat(restored.out()).contains("\"added\":1");
    assertThat(DATABASE.count("exercises")).isEqualTo(1);
  }

  @Test
  void aJobThatTheGateWillBlockIsFiledAndSaidToBe() throws Exception {
    Answer filed =
        run(
            "insert-exercise",
            "--base-name",
            "Lateral Raise",
            "--equipment",
            "cable",
            "--mode",
            "apply");

    assertThat(filed.status()).as(filed.err()).isEqualTo(ExitCode.BLOCKED);
    assertThat(filed.err()).contains("CATALOG_APPLY_ENABLED");
    String id = DATABASE.text("SELECT id FROM catalog_jobs");
    assertThat(run("list-jobs", "--status", "queued").out()).contains(id);
    assertThat(run("job-status", id).out()).contains(id, "missing_exercise");
  }

  @Test
  void whatIsTypedWronglyIsAMatterOfUsage() throws Exception {
    assertThat(run("job-status", "nothing").status()).isEqualTo(2);
    assertThat(run("no-such-command").status()).isEqualTo(2);
    assertThat(run("list-jobs", "--limit", "0").status()).isEqualTo(2);
    assertThat(run("list-jobs", "--help").out()).contains("Examples:", "millrace list-jobs");
  }

  private Answer run(String... command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    line.add(Application.class.getName());
    line.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(line);
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("DATABASE_URL", DATABASE.url());
    int status = builder.start().waitFor();
    return new Answer(
        status,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
