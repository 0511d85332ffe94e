package dev.millrace.local;

import dev.millrace.local.postgres.EmbeddedDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * One service as {@code make run} starts it, the same options and the same start-up cache, for
 * programs that measure services. Not watched: what ends stays ended.
 */
public final class LocalService implements AutoCloseable {
  private final ServiceProcess process;
  private final LogFile log;
  private final String name;

  private LocalService(ServiceProcess process, LogFile log, String name) {
    this.process = process;
    this.log = log;
    this.name = name;
  }

  /**
   * What to run.
   *
   * @param home the project's root directory
   * @param version of the jars
   * @param name such as {@code agents-api}
   */
  public record Build(Path home, String version, String name) {
    /** Whether a start-up cache of the present jars is there. */
    public boolean isCached() throws IOException {
      return cache().isCurrent();
    }

    private Program program() {
      return Arrays.stream(Program.values())
          .filter(program -> program.label().equals(name))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("No service is called " + name));
    }

    private AotCache cache() {
      return AotCache.of(program(), home);
    }

    private ServiceJava java() {
      return ServiceJava.of(program(), program().jar(home, version));
    }
  }

  /** Starts it as the launcher does: with its start-up cache if there is a current one. */
  public static LocalService start(Build build, Map<String, String> environment, Path log)
      throws IOException {
    return start(build, environment, log, build.isCached());
  }

  /** Starts it with or without its start-up cache, which must be there if it is wanted. */
  public static LocalService start(
      Build build, Map<String, String> environment, Path log, boolean cached) throws IOException {
    LogFile file = new LogFile(log);
    file.rotate();
    ServiceJava java = build.java();
    ServiceProcess process =
        ServiceProcess.start(
            cached ? java.cached(build.cache().file()) : java.plain(), environment, file);
    return new LocalService(process, file, build.name());
  }

  /** What the launcher tells every service, beside its port; tokens are signed with the secret. */
  public static Map<String, String> environment(
      String databaseUrl, String brokerAddress, String project, String secret) {
    return new HashMap<>(
        new ServiceEnvironment(databaseUrl, brokerAddress, project, secret).over(Map.of()));
  }

  /** A developer's token (HS256) of the organization {@code default}, with every scope. */
  public static String token(String secret) {
    return DevToken.mint(secret, "default", Instant.now());
  }

  /** A fresh secret for {@link #environment} and {@link #token}. */
  public static String secret() {
    return SecretKey.random();
  }

  /** Makes the start-up caches of all services, unless they are current. Takes a minute or two. */
  public static void makeCaches(
      Path home, String version, EmbeddedDatabase database, String brokerAddress, PrintStream out)
      throws IOException, InterruptedException {
    Settings settings;
    try {
      settings = Settings.from(home, System.getenv());
    } catch (StartException wrong) {
      throw new IOException(wrong.getMessage(), wrong);
    }
    if (!AotTraining.isDone(settings)) {
      new AotTraining(settings, version, database, brokerAddress, out).start().await();
    }
  }

  /** The service's name. */
  public String name() {
    return name;
  }

  /** The process. */
  public long pid() {
    return process.pid();
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The end of its log, joined. */
  public String lastLines(int count) {
    return log.lastLines(count);
  }

  /** Stops it (SIGTERM), by force after a grace period. */
  @Override
  public void close() {
    process.terminate();
    try {
      if (!process.endsWithin(Services.GRACE)) {
        process.kill();
      }
      process.endsWithin(Duration.ofSeconds(5));
    } catch (InterruptedException interrupted) {
      process.kill();
      Thread.currentThread().interrupt();
    }
  }
}
