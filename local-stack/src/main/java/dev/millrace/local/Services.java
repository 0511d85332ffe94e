package dev.millrace.local;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The three services as processes: started together, watched, and stopped together. */
final class Services implements AutoCloseable {
  /** Longer than the 8 s in which a worker finishes what it holds. */
  static final Duration GRACE = Duration.ofSeconds(12);

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final int LINES_SHOWN = 30;

  private final Settings settings;
  private final String version;
  private final PrintStream out;
  private final Leftovers leftovers;
  private final Map<Program, Supervisor> supervisors = new EnumMap<>(Program.class);

  private Services(Settings settings, String version, PrintStream out) {
    this.settings = settings;
    this.version = version;
    this.out = out;
    this.leftovers = new Leftovers(settings.local().resolve("run"));
  }

  /** Starts all; {@code environment} is what every service gets beside its port. */
  static Services start(
      Settings settings, String version, Map<String, String> environment, PrintStream out)
      throws IOException, StartException {
    Services services = new Services(settings, version, out);
    try {
      for (Program program : Program.values()) {
        services.start(program, environment);
      }
      return services;
    } catch (IOException | StartException failure) {
      services.close();
      throw failure;
    }
  }

  /** Returns once every service is healthy, and from then on mends what ends. */
  void awaitHealthy(Duration patience) throws StartException, InterruptedException {
    HealthCheck check = new HealthCheck(patience);
    for (Map.Entry<Program, Supervisor> each : supervisors.entrySet()) {
      Supervisor supervisor = each.getValue();
      if (!check.await(supervisor.process(), settings.port(each.getKey()))) {
        throw notHealthy(supervisor, patience);
      }
      out.println(supervisor.name() + " is healthy");
    }
    supervisors.values().forEach(Supervisor::watch);
  }

  @Override
  public void close() throws IOException {
    supervisors.values().forEach(Supervisor::terminate);
    Instant deadline = Instant.now().plus(GRACE);
    for (Supervisor supervisor : supervisors.values()) {
      supervisor.awaitEnd(deadline);
      leftovers.forget(supervisor.name());
    }
  }

  private void start(Program program, Map<String, String> common)
      throws IOException, StartException {
    Path jar = program.jar(settings.home(), version);
    if (!Files.exists(jar)) {
      throw new StartException(jar + " is missing; make build makes it");
    }
    LogFile log = new LogFile(settings.logs().resolve(program.label() + ".log"));
    log.rotate();
    Map<String, String> environment = new HashMap<>(common);
    environment.put("PORT", Integer.toString(settings.port(program)));
    supervisors.put(
        program,
        new Supervisor(
            program.label(), log, () -> launch(program, jar, environment, log), FIRST_WAIT, out));
  }

  private ServiceProcess launch(
      Program program, Path jar, Map<String, String> environment, LogFile log) throws IOException {
    ServiceJava java = ServiceJava.of(program, jar);
    AotCache cache = AotCache.of(program, settings.home());
    List<String> command = cache.isCurrent() ? java.cached(cache.file()) : java.plain();
    ServiceProcess process = ServiceProcess.start(command, environment, log);
    leftovers.note(program.label(), process.pid(), jar);
    return process;
  }

  private static StartException notHealthy(Supervisor supervisor, Duration patience)
      throws InterruptedException {
    ServiceProcess process = supervisor.process();
    String how =
        process.isAlive()
            ? "was not healthy within " + patience.toSeconds() + " s"
            : "ended with exit code " + process.exitCode() + " before it was healthy";
    return new StartException(
        "%s %s; its log is %s and ends with:%n%s"
            .formatted(
                supervisor.name(),
                how,
                supervisor.log().path(),
                supervisor.log().lastLines(LINES_SHOWN)));
  }
}
