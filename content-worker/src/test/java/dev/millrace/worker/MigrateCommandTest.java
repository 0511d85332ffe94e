package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.worker.testing.WorkerProcess;
import dev.millrace.worker.testing.WorkerStack;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The migration job as it is deployed: its account may change tables, and it serves nobody. */
final class MigrateCommandTest {
  private static final String APPLIED =
      "SELECT max(version::int) FROM flyway_schema_history WHERE version IS NOT NULL";

  @Test
  void theSchemaGoesBackAndForth() throws Exception {
    try (WorkerStack stack = WorkerStack.start()) {
      long latest = stack.database().number(APPLIED);

      String back = migrate(stack, "--rollback-to", Long.toString(latest - 1));

      assertThat(back).contains("\"script\":\"V" + latest + "__", "\"undone\":1");
      assertThat(stack.database().number(APPLIED)).isEqualTo(latest - 1);
      assertThat(migrate(stack)).contains("\"schema\":\"migrated\"");
      assertThat(stack.database().number(APPLIED)).isEqualTo(latest);
    }
  }

  private static String migrate(WorkerStack stack, String... options) throws Exception {
    String[] command = new String[options.length + 1];
    command[0] = "migrate";
    System.arraycopy(options, 0, command, 1, options.length);
    // What the environment says of the schema's mode is for services.
    Process job = WorkerProcess.start(stack, Map.of("SCHEMA_MODE", "verify"), command);
    String output = new String(job.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(job.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(job.exitValue()).as(output).isZero();
    return output;
  }
}
