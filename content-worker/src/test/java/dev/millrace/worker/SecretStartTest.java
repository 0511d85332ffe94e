package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.secret.SecretServer;
import dev.millrace.worker.testing.WorkerProcess;
import dev.millrace.worker.testing.WorkerStack;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Secrets of Secret Manager in a process as it is deployed. */
final class SecretStartTest {
  @Test
  void aSecretIsThereBeforeTheConfigurationAndOneThatIsMissingIsNamed() throws Exception {
    try (WorkerStack stack = WorkerStack.start();
        SecretServer secrets = new SecretServer().add("OFFLINE_FAULTS", "hidden-nonsense")) {
      Process job =
          WorkerProcess.start(
              stack,
              Map.of(
                  "SECRET_MANAGER_KEYS",
                  "OFFLINE_FAULTS,GEMINI_API_KEY",
                  "SECRET_MANAGER_ENDPOINT",
                  secrets.endpoint()),
              "drain");
      String output = new String(job.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(job.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(job.exitValue()).isEqualTo(1);
      assertThat(output).contains("OFFLINE_FAULTS must").contains("\"event\":\"secret.unread\"");
      assertThat(output).contains("\"variable\":\"GEMINI_API_KEY\"", "\"provider\":\"gemini\"");
    }
  }
}
