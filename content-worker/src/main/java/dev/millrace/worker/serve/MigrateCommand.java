package dev.millrace.worker.serve;

import dev.millrace.database.DatabaseException;
import dev.millrace.database.Rollback;
import dev.millrace.startup.Launch;
import io.micronaut.context.ApplicationContext;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Migrates the schema and ends, so that services may start with {@code SCHEMA_MODE=verify}. */
@Command(
    name = "migrate",
    description = "Brings the schema up to date, or back to an older version, then exits.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  millrace migrate", "  millrace migrate --rollback-to 15"})
public final class MigrateCommand implements Callable<Integer> {
  private static final Logger logger = LoggerFactory.getLogger(MigrateCommand.class);

  @Option(
      names = "--rollback-to",
      converter = Version.class,
      description =
          "Undo every newer migration, and drop invalid indexes. Loses what only newer ones hold.")
  private @Nullable Integer version;

  @Override
  public Integer call() {
    if (version == null) {
      Launch.job("content-worker", Map.of("millrace.schema.mode", "migrate")).close();
      return 0;
    }
    try (ApplicationContext context =
        Launch.job("content-worker", Map.of("millrace.startup.enabled", "false"))) {
      int undone = context.getBean(Rollback.class).to(version).size();
      logger
          .atInfo()
          .addKeyValue("event", "schema.rollback_completed")
          .addKeyValue("undone", undone)
          .addKeyValue("version", version)
          .log("Nothing is newer than the version that stays");
      return 0;
    } catch (DatabaseException | IllegalStateException failure) {
      logger
          .atError()
          .addKeyValue("event", "schema.rollback_failed")
          .addKeyValue("version", version)
          .log("What was undone stays undone, the rest is as it was: {}", failure.getMessage());
      return 1;
    }
  }

  /** A version, or 0 for an empty database. */
  static final class Version implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      if (!value.matches("[0-9]{1,6}")) {
        throw new TypeConversionException(
            "'" + value + "' is no version; write the newest migration that stays, as 15");
      }
      return Integer.valueOf(value);
    }
  }
}
