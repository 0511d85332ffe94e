package dev.millrace.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.worker.Application;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line as people use it; but for one test the application stays open between calls. */
final class CommandLineTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final ApplicationContext OPEN = open(true);
  private static final ApplicationContext SHUT = open(false);

  @TempDir private Path folder = Path.of("");

  @AfterAll
  static void close() {
    OPEN.close();
    SHUT.close();
    DATABASE.close();
  }

  @BeforeEach
  void clear() {
    DATABASE.clear();
  }

  private record Answer(int status, String out, String err) {
    ObjectNode json() {
      return ContentRequestCodec.parseObject(out.strip());
    }
  }

  @Test
  void anOperatorImportsBacksUpListsAndUndoes() throws IOException {
    Answer imported = run("import-exercises", two().toString(), "--json");
    assertThat(imported.status()).isEqualTo(ExitCode.FAILED);
    assertThat(imported.out()).contains("\"added\":1", "\"refused\":1");
    assertThat(imported.err()).contains("line 2: ");

    Answer backup = run("backup-catalog", "--target", "first", "--json");
    assertThat(backup.status()).as(backup.err()).isEqualTo(ExitCode.DONE);
    assertThat(backup.json().at("/counts/backups_made").asInt()).isEqualTo(1);
    assertThat(run("list-backups").out()).contains("NAME", "first").doesNotContain("\033[");
    Answer taken = run("backup-catalog", "--target", "first");
    assertThat(taken.status()).isEqualTo(ExitCode.FAILED);
    assertThat(taken.err()).contains("already");

    String change = DATABASE.text("SELECT id FROM catalog_changes");
    assertThat(run("list-changes").out()).contains(change, "import");
    assertThat(run("revert-change", change).status()).isEqualTo(ExitCode.DONE);
    assertThat(DATABASE.count("exercises")).isZero();
    Answer again = run("revert-change", change);
    assertThat(again.status()).isEqualTo(ExitCode.FAILED);
    assertThat(again.err()).contains("undone already");

    Answer dryRun = run("restore-catalog", "--from", "first", "--dry-run");
    assertThat(dryRun.out()).contains("Plank");
    assertThat(DATABASE.count("exercises")).isZero();
    Answer restored = run("restore-catalog", "--from", "first", "--json");
    assertThat(restored.status()).as(restored.err()).isEqualTo(ExitCode.DONE);
    assertThat(restored.json().path("added").asInt()).isEqualTo(1);
    assertThat(DATABASE.count("exercises")).isEqualTo(1);
    assertThat(run("restore-catalog", "--from", "second").err()).contains("no backup second");
  }

  @Test
  void aReviewFilesAndAWorkerAppliesOnceTheGateIsOpen() throws IOException {
    run("import-exercises", two().toString());

    Answer reviewed = run("run-review", "--apply", "--max-exercises", "10", "--json");
    assertThat(reviewed.status()).as(reviewed.err()).isEqualTo(ExitCode.DONE);
    assertThat(reviewed.json().at("/counts/jobs_filed").asInt()).isPositive();
    Answer blocked = run("run-worker", "--apply", "--json");
    assertThat(blocked.status()).as("a blocked run alarms nobody").isEqualTo(ExitCode.DONE);
    assertThat(blocked.json().path("outcome").asText()).isEqualTo("blocked");
    assertThat(blocked.err()).contains("backup-catalog");

    run("backup-catalog");
    Answer worked = run("run-worker", "--apply", "--json");
    assertThat(worked.json().at("/counts/jobs_completed").asInt()).as(worked.out()).isPositive();
    assertThat(run("queue-stats").out()).contains("completed");
    Answer nothing = run("run-worker", "--apply", "--json");
    assertThat(nothing.status()).isEqualTo(ExitCode.DONE);
    assertThat(nothing.json().path("outcome").asText()).isEqualTo("nothing_to_do");
    assertThat(run("run-history").out())
        .contains("review", "worker", "backup", "backups made 1")
        .doesNotContain("{");
    assertThat(run("daily-summary").out()).contains("DAY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run-cleanup", "run-watchdog", "run-worker", "run-review"})
  void nothingToDoIsASuccess(String command) {
    Answer answer = run(command, "--json");

    assertThat(answer.status()).as(answer.err()).isEqualTo(ExitCode.DONE);
    assertThat(answer.json().path("outcome").asText()).isEqualTo("nothing_to_do");
  }

  @Test
  void theDaysBackupIsMadeOnceADay() {
    assertThat(run("backup-catalog", "--json").json().path("outcome").asText()).isEqualTo("done");

    Answer again = run("backup-catalog", "--json");

    assertThat(again.status()).isEqualTo(ExitCode.DONE);
    assertThat(again.json().path("outcome").asText()).isEqualTo("nothing_to_do");
  }

  @Test
  void aJobThatTheGateWillBlockIsFiledAndSaidToBe() {
    String[] command = {"insert-exercise", "--base-name", "Lateral Raise", "--mode", "apply"};
    Answer filed = run(SHUT, command);

    assertThat(filed.status()).as(filed.err()).isEqualTo(ExitCode.BLOCKED);
    assertThat(filed.err()).contains("CATALOG_APPLY_ENABLED");
    String id = DATABASE.text("SELECT id FROM catalog_jobs");
    assertThat(run("list-jobs", "--status", "queued").out()).contains(id);
    assertThat(run("job-status", id).out()).contains(id, "missing_exercise");
  }

  @Test
  void whatIsExportedCanBeImported() throws IOException {
    run("import-exercises", two().toString());
    Path file = folder.resolve("all.csv");

    assertThat(run("export-exercises", file.toString(), "--json").json().path("exercises").asInt())
        .isEqualTo(1);

    assertThat(run("import-exercises", file.toString(), "--json").json().path("unchanged").asInt())
        .isEqualTo(1);
  }

  @Test
  void whatIsTypedWronglyIsAMatterOfUsage() {
    Answer none = run("job-status", "nothing");
    assertThat(none.status()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(none.err()).contains("'nothing' is no id").doesNotContain("Exception");
    assertThat(run("no-such-command").status()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(run("list-jobs", "--limit", "0").status()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(run("backup-catalog", "--target", "../x").status())
        .isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(run("redrive").status()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(run("run-review", "--max-exercises", "0").status())
        .isEqualTo(CommandLine.ExitCode.USAGE);
  }

  @Test
  void everyCommandHasHelpWithExamples() {
    CommandLine program = Millrace.commandLine((isLogged, task) -> task.run(OPEN));

    assertThat(program.getSubcommands().keySet()).contains("run-worker", "redrive");
    program
        .getSubcommands()
        .forEach(
            (name, command) -> {
              if (!List.of("serve", "drain", "generate-completion").contains(name)) {
                assertThat(run(name, "--help").out()).contains("Examples:", "millrace " + name);
              }
            });
    assertThat(run("generate-completion").out()).contains("complete -F", "run-worker");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-V", "--version"})
  void everyCommandTellsTheVersion(String option) {
    assertThat(run(option).out()).matches("millrace \\S+\\R");
    assertThat(run("run-worker", option).out()).matches("millrace \\S+\\R");
  }

  @Test
  void aProcessOfItsOwnDoesTheSame() throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    line.addAll(List.of(Application.class.getName(), "run-worker"));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("DATABASE_URL", DATABASE.url());
    builder.environment().remove("SECRET_KEY");

    assertThat(builder.start().waitFor()).as(Files.readString(err)).isEqualTo(ExitCode.DONE);

    assertThat(Files.readString(out, StandardCharsets.UTF_8))
        .contains("no_jobs_available", "catalog_run_finished")
        .as("a command is no worker, and does no periodic work")
        .doesNotContain("scheduled task", "ERROR");
  }

  private Path two() throws IOException {
    return Files.writeString(
        folder.resolve("two.jsonl"),
        """
        {"base_name":"Plank","primary_muscles":["abs"],"instructions":["Hold."]}
        {"no":"name"}
        """);
  }

  private static Answer run(String... command) {
    return run(OPEN, command);
  }

  private static Answer run(ApplicationContext context, String... command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Millrace.commandLine((isLogged, task) -> task.run(context))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(command);
    return new Answer(status, out.toString(), err.toString());
  }

  private static ApplicationContext open(boolean isApplyEnabled) {
    Map<String, Object> properties = new HashMap<>(DATABASE.properties());
    properties.put("millrace.catalog.apply-enabled", isApplyEnabled);
    properties.put("millrace.environment", "test");
    return ApplicationContext.builder(Environment.TEST)
        .deduceEnvironment(false)
        .properties(properties)
        .start();
  }
}
