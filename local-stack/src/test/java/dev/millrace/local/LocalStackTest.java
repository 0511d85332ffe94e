package dev.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a process of its own, with stand-ins for the service programs. */
class LocalStackTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path home;

  private StandInProject project;

  @BeforeEach
  void makeProject() throws IOException {
    project = new StandInProject(home.toRealPath());
  }

  @AfterEach
  void nothingIsLeftBehind() throws Exception {
    project.stop();
    await().untilAsserted(() -> assertThat(project.processes()).isEmpty());
  }

  @Test
  void startsEverythingSaysHowToUseItAndStopsCleanly() throws Exception {
    Process launcher = start();

    assertThat(project.get(Program.AGENTS_API, "/health")).isEqualTo(200);
    assertThat(project.printed())
        .contains("http://localhost:" + project.environment.get("AGENTS_API_PORT"))
        .contains("$(cat .local/dev-token)")
        .contains(project.local("dev-token"))
        .contains(".local/logs/")
        .doesNotContain(project.local("secret-key"));
    assertThat(permissions("dev-token")).isEqualTo("rw-------");
    assertThat(permissions("secret-key")).isEqualTo("rw-------");
    assertThat(project.log("content-worker"))
        .contains("arguments [serve]")
        .contains("DATABASE_URL=postgresql://millrace:millrace@localhost:")
        .contains("GOOGLE_CLOUD_PROJECT=millrace-local")
        .contains("PUBSUB_EMULATOR_HOST=127.0.0.1:" + project.environment.get("PUBSUB_PORT"))
        .contains("SECRET_KEY=" + project.local("secret-key"))
        .contains("ENVIRONMENT=local")
        .contains("RESCUE_AFTER=5s");

    launcher.destroy();

    assertThat(launcher.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(launcher.exitValue()).isZero();
    assertThat(project.processes()).isEmpty();
    for (Program program : Program.values()) {
      assertThat(project.log(program.label())).contains("stopped cleanly");
    }
  }

  @Test
  void controlCOnATerminalReachesTheLauncherAloneAndEndsTheDatabaseLast() throws Exception {
    Process launcher = start();

    StandInProject.interruptGroup(launcher);

    assertThat(launcher.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(launcher.exitValue()).isZero();
    assertThat(project.processes()).isEmpty();
    assertThat(project.printed()).doesNotContain("starting it again");
    assertThat(Files.getLastModifiedTime(home.resolve(".local/logs/postgres.log")))
        .isGreaterThan(Files.getLastModifiedTime(home.resolve(".local/logs/agents-api.log")));
  }

  @Test
  void findsItsDataAgainAfterItWasKilled() throws Exception {
    Process launcher = start();
    String secret = project.local("secret-key");
    run("CREATE TABLE kept (id int)");
    launcher.destroyForcibly().waitFor();
    assertThat(project.processes()).isNotEmpty();

    start();

    run("INSERT INTO kept VALUES (1)");
    assertThat(project.local("secret-key")).isEqualTo(secret);
    assertThat(project.printed()).contains("left behind by an earlier run");
  }

  @Test
  void makesStartUpCachesInTheBackgroundForTheNextStart() throws Exception {
    project.with("AOT_TRAINING", "on").with("GEMINI_API_KEY", "a-key-that-costs-money");
    Process launcher = start();
    await().atMost(PATIENCE).until(() -> project.printed().contains("Start-up caches were made"));
    for (Program program : Program.values()) {
      assertThat(project.log("aot-training-" + program.label()))
          .contains("/millrace_training")
          .contains("GOOGLE_CLOUD_PROJECT=millrace-training")
          .doesNotContain("a-key-that-costs-money");
    }
    launcher.destroy();
    launcher.waitFor();

    start();

    assertThat(project.processes())
        .filteredOn(line -> line.contains("-XX:AOTCache="))
        .hasSize(Program.values().length);
  }

  @Test
  void stopsCleanlyInTheMiddleOfTraining() throws Exception {
    project.with("AOT_TRAINING", "on");
    Process launcher = start();
    await()
        .atMost(PATIENCE)
        .until(
            () -> project.processes().stream().anyMatch(line -> line.contains("AOTCacheOutput")));

    launcher.destroy();

    assertThat(launcher.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(launcher.exitValue()).isZero();
    assertThat(project.processes()).isEmpty();
    assertThat(home.resolve("agents-api/target")).isDirectoryNotContaining("glob:**.new.aot*");
  }

  @Test
  void startsAServiceAgainThatEnds() throws Exception {
    start();

    assertThatThrownBy(() -> project.get(Program.CONTENT_WORKER, "/crash"))
        .isInstanceOf(IOException.class);

    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> project.get(Program.CONTENT_WORKER, "/health") == 200);
    // The program may be there before the launcher has said so.
    await().until(() -> project.printed().contains("content-worker was started again"));
    assertThat(project.printed())
        .contains("content-worker ended with exit code 7; starting it again in 1 s");
  }

  @Test
  void namesEveryPortThatIsTakenBeforeStartingAnything() throws Exception {
    try (ServerSocket api = listener("AGENTS_API_PORT");
        ServerSocket postgres = listener("POSTGRES_PORT")) {
      Process launcher = project.launch();

      assertThat(launcher.waitFor()).isEqualTo(1);
      assertThat(project.printed())
          .contains(
              "port %d is taken (agents-api); set AGENTS_API_PORT or stop what listens there"
                  .formatted(api.getLocalPort()))
          .contains(
              "port %d is taken (Postgres); set POSTGRES_PORT".formatted(postgres.getLocalPort()));
      assertThat(home.resolve(".local/postgres")).doesNotExist();
    }
  }

  @Test
  void showsTheLastLinesOfAServiceThatDiesAtStart() throws Exception {
    project.with("STAND_IN", "scheduler-service:dies");
    Process launcher = project.launch();

    assertThat(launcher.waitFor()).isEqualTo(1);
    assertThat(project.printed())
        .contains("scheduler-service ended with exit code 3 before it was healthy")
        .contains(".local/logs/scheduler-service.log")
        .contains("the reason is on the last line");
  }

  @Test
  void refusesToStartTwiceInOneDirectory() throws Exception {
    start();
    StandInProject second = new StandInProject(home.toRealPath());

    Process refused = second.launch();

    assertThat(refused.waitFor()).isEqualTo(1);
    assertThat(project.printed()).contains("is in use by another local stack; stop that one first");
    assertThat(project.get(Program.AGENTS_API, "/health")).isEqualTo(200);
  }

  private Process start() throws IOException {
    Files.deleteIfExists(home.resolve("output"));
    Process launcher = project.launch();
    await()
        .atMost(PATIENCE)
        .until(() -> project.printed().contains("Ready after") || !launcher.isAlive());
    assertThat(project.printed()).contains("Ready after");
    return launcher;
  }

  private void run(String sql) throws SQLException {
    String url =
        "jdbc:postgresql://localhost:%s/millrace?user=millrace&password=millrace"
            .formatted(project.environment.get("POSTGRES_PORT"));
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private ServerSocket listener(String variable) throws IOException {
    return new ServerSocket(Integer.parseInt(project.environment.get(variable)));
  }

  private String permissions(String file) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(home.resolve(".local").resolve(file)));
  }
}
