package dev.millrace.benchmarks;

import dev.millrace.benchmarks.load.Schedules;
import dev.millrace.benchmarks.load.TickCaller;
import dev.millrace.benchmarks.rig.Mailbox;
import dev.millrace.benchmarks.rig.Rig;
import dev.millrace.benchmarks.rig.Service;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** A scheduler-service that ticks only when it is called, and schedules that are due. */
final class TickStand implements AutoCloseable {
  private static final int WARMUP_JOBS = 20_000;

  /** Nobody works on what is fired, and all of it is to be published. */
  private static final Map<String, String> PLACES_FOR_ALL = Map.of("ORG_MAX_IN_FLIGHT", "1000000");

  private final Rig rig;
  private final Service service;
  private final TickCaller caller;
  private final Mailbox mailbox;
  private final Connection connection;
  private final Schedules schedules;

  private TickStand(
      Rig rig, Service service, Mailbox mailbox, Connection connection, Schedules.Job job) {
    this.rig = rig;
    this.service = service;
    this.caller = new TickCaller(service.address(), rig.cronSecret());
    this.mailbox = mailbox;
    this.connection = connection;
    this.schedules = new Schedules(connection, job);
  }

  /** Starts the service on empty tables, with topics from which no worker takes anything. */
  static TickStand start(Rig rig, String project, Schedules.Job job)
      throws IOException, SQLException, InterruptedException {
    rig.reset();
    Mailbox mailbox = rig.keepWhatIsPublished(project);
    Connection connection = rig.connect();
    try {
      Service service = rig.start("scheduler-service", project, PLACES_FOR_ALL);
      return new TickStand(rig, service, mailbox, connection, job);
    } catch (IOException | InterruptedException | RuntimeException failure) {
      connection.close();
      mailbox.close();
      throw failure;
    }
  }

  /** Fires sets of jobs until that has taken so long; to fill the tables takes time of its own. */
  void warmUp(Duration time) throws IOException, SQLException, InterruptedException {
    double left = time.toMillis() / 1e3;
    while (left > 0) {
      left -= fire(WARMUP_JOBS).seconds();
    }
  }

  /**
   * Fires so many due jobs, on tables that hold nothing else.
   *
   * @throws IllegalStateException when any was not decided, recorded, advanced and published, or
   *     was published twice
   */
  TickCaller.Outcome fire(int jobs) throws IOException, SQLException, InterruptedException {
    rig.reset();
    schedules.due(jobs);
    TickCaller.Outcome outcome = caller.fire(jobs);
    long recorded = schedules.recorded();
    Mailbox.Count published = mailbox.empty();
    if (recorded != jobs || published.messages() != jobs || published.different() != jobs) {
      throw new IllegalStateException(
          "Of %d jobs %d were recorded and advanced; %s".formatted(jobs, recorded, published));
    }
    return outcome;
  }

  Schedules schedules() {
    return schedules;
  }

  Service service() {
    return service;
  }

  @Override
  public void close() throws SQLException {
    caller.close();
    service.close();
    connection.close();
    mailbox.close();
    rig.reset();
  }
}
