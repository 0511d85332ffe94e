package dev.millrace.worker.serve;

import dev.millrace.database.Rollback;
import dev.millrace.startup.Launch;
import io.micronaut.context.ApplicationContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Migrates the schema and ends, so that services may start with {@code SCHEMA_MODE=verify}. */
@Command(
    name = "migrate",
    description = "Brings the schema up to date, or back to an older version, then exits.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  content-worker migrate --rollback-to 15"})
public final class MigrateCommand implements Callable<Integer> {
  @Option(
      names = "--rollback-to",
      description =
          "Undo every newer migration, and drop invalid indexes. Loses what only newer ones hold.")
  private @Nullable Integer version;

  @Override
  public Integer call() {
    if (version == null) {
      Launch.job("content-worker", Map.of("millrace.schema.mode", "migrate")).close();
      System.out.println("The schema is up to date.");
      return 0;
    }
    try (ApplicationContext context =
        Launch.job("content-worker", Map.of("millrace.startup.enabled", "false"))) {
      List<String> undone = context.getBean(Rollback.class).to(version);
      System.out.println(undone.isEmpty() ? "Nothing to undo." : "Undone: " + undone);
    }
    return 0;
  }
}
