package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.ContentRequestJson;
import dev.millrace.worker.testing.WorkerStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The worker as a job: a process that ends by itself. */
final class DrainTest {
  @Test
  void aDrainWorksUntilNothingIsLeftAndExitsWithZero() throws Exception {
    try (WorkerStack stack = WorkerStack.start()) {
      for (int number = 0; number < 20; number++) {
        stack.publish(
            ContentRequestJson.valid().with("correlation_id", "job-" + number).toString());
      }
      Process job = worker(stack, "drain", "--idle", "4s", "--max-duration", "2m");
      String output = new String(job.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(job.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(job.exitValue()).as(output).isZero();
      assertThat(output).contains("drain.completed", "\"drained\":true");
      assertThat(
              stack
                  .database()
                  .number("SELECT count(*) FROM content_requests WHERE status = 'completed'"))
          .isEqualTo(20);
      assertThat(stack.database().count("service_heartbeats")).isZero();
    }
  }

  @Test
  void aWrongConfigurationEndsTheStartWithOneSentence() throws Exception {
    try (WorkerStack stack = WorkerStack.start()) {
      Process job = worker(stack, Map.of("OFFLINE_FAULTS", "nonsense"), "drain");
      String output = new String(job.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(job.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(job.exitValue()).isEqualTo(1);
      assertThat(output).contains("OFFLINE_FAULTS").doesNotContain("\tat ");
    }
  }

  private static Process worker(WorkerStack stack, String... command) throws IOException {
    return worker(stack, Map.of(), command);
  }

  private static Process worker(WorkerStack stack, Map<String, String> more, String... command)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Application.class.getName()));
    line.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(stack.environment());
    builder.environment().putAll(more);
    return builder.start();
  }
}
