package dev.millrace.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.millrace.benchmarks.report.Measurement;
import dev.millrace.benchmarks.report.Report;
import dev.millrace.benchmarks.rig.Rig;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * The program behind {@code make bench}: measures everything, or what its arguments name by id or
 * by the beginning of one. It ends with 0 when all of it could be measured, whether or not the
 * figures are as they must be.
 */
public final class Benchmarks {
  private static final List<Measure> MEASURES =
      List.of(
          new WorkerThroughput(),
          new ApiIngest(),
          new IdleLatency(),
          new HalfLoadLatency(),
          new TickFire(),
          new TickRequests(),
          new TickIdle(),
          new TickTail(),
          new CatalogJobs(),
          new ColdStart("agents-api"),
          new ColdStart("content-worker"),
          new ColdStart("scheduler-service"),
          new Memory(),
          new CatalogReview());

  private final List<Measurement> found = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private final List<String> wanted;
  private final BenchConfig config;

  private Benchmarks(List<String> wanted, BenchConfig config) {
    this.wanted = wanted;
    this.config = config;
  }

  /** Measures, prints a table and writes the reports. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.WARN);
    }
    Path home = Path.of("").toAbsolutePath();
    Benchmarks benchmarks =
        new Benchmarks(List.of(arguments), BenchConfig.from(home, System.getenv()));
    benchmarks.run();
    benchmarks.tell(home.resolve("benchmarks").resolve("target"));
    System.exit(benchmarks.failed.isEmpty() ? 0 : 1);
  }

  private void run() throws IOException, InterruptedException {
    List<Measure> chosen =
        MEASURES.stream()
            .filter(measure -> measure.ids().stream().anyMatch(this::isWanted))
            .toList();
    if (chosen.isEmpty()) {
      failed.addAll(wanted);
      System.err.println("Nothing is called " + wanted + "; there are " + ids());
      return;
    }
    try (Rig rig = Rig.start(config.home())) {
      System.err.println("Postgres: " + rig.durability());
      chosen.forEach(measure -> run(measure, rig));
    }
  }

  // Whatever goes wrong in one measure, the others can still be taken.
  private void run(Measure measure, Rig rig) {
    try {
      measure.run(rig, config).stream()
          .filter(measurement -> isWanted(measurement.id()))
          .forEach(found::add);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      failed.addAll(measure.ids());
    } catch (IOException | SQLException | RuntimeException failure) {
      failed.addAll(measure.ids());
      System.err.println("Could not measure " + measure.ids());
      failure.printStackTrace();
    }
  }

  private void tell(Path directory) throws IOException {
    Report report = new Report(found);
    report.write(directory);
    System.out.print(report.markdown());
    if (!report.broken().isEmpty()) {
      System.out.println("Not as it must be: " + String.join(", ", report.broken()));
    }
    if (!failed.isEmpty()) {
      System.out.println("Not measured: " + String.join(", ", failed));
    }
  }

  private boolean isWanted(String id) {
    return wanted.isEmpty() || wanted.stream().anyMatch(id::startsWith);
  }

  private static List<String> ids() {
    return MEASURES.stream().map(Measure::ids).flatMap(List::stream).toList();
  }
}
