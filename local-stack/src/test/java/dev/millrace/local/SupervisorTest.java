package dev.millrace.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final AtomicInteger starts = new AtomicInteger();

  @Test
  void leavesAProgramAloneThatKeepsFailing() throws Exception {
    Supervisor supervisor = supervise("echo the reason; exit 3");
    supervisor.watch();

    // What it says last is printed piece by piece.
    await()
        .untilAsserted(
            () ->
                assertThat(printed.toString(UTF_8))
                    .contains("is left alone")
                    .endsWith("the reason" + System.lineSeparator()));

    assertThat(starts).hasValue(7);
    assertThat(printed.toString(UTF_8))
        .contains("program ended with exit code 3; starting it again in 1 ms")
        .contains("starting it again in 32 ms")
        .contains("for the 7th time in a row");
  }

  @Test
  void killsAProgramThatDoesNotStopInTime() throws Exception {
    Supervisor supervisor = supervise("trap '' TERM; echo ready; while :; do sleep 0.1; done");
    supervisor.watch();
    await().until(() -> supervisor.log().lastLines(1).equals("ready"));

    supervisor.terminate();
    supervisor.awaitEnd(Instant.now().plusMillis(300));

    await().until(() -> !supervisor.process().isAlive());
    assertThat(starts).hasValue(1);
    assertThat(printed.toString(UTF_8)).contains("program did not stop in time and is killed");
  }

  private Supervisor supervise(String script) throws Exception {
    LogFile log = new LogFile(directory.resolve("program.log"));
    Supervisor.Launch launch =
        () -> {
          starts.incrementAndGet();
          return ServiceProcess.start(
              List.of("sh", "-c", script), Map.of("PATH", System.getenv("PATH")), log);
        };
    return new Supervisor(
        "program", log, launch, Duration.ofMillis(1), new PrintStream(printed, true, UTF_8));
  }
}
