package dev.millrace.api.deadletter;

import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Database;
import dev.millrace.dispatch.RequestPublisher;
import dev.millrace.dispatch.RunDispatchConfig;
import dev.millrace.dispatch.RunPublisher;
import dev.millrace.run.AgentRunRepository;
import dev.millrace.security.Caller;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts dead letters back: a failed request is started anew, a message that never became a request
 * is made one. Done in parts, each one transaction with its audit entry, so that a long redrive
 * holds no locks for long; what is paced waits in the table and not here, so that nothing is lost.
 */
@Singleton
final class RedriveService {
  private static final Logger logger = LoggerFactory.getLogger(RedriveService.class);
  private static final int PART = 200;

  private final Database database;
  private final DeadLetterRepository letters;
  private final RedriveRepository redrives;
  private final ContentRequestRepository requests;
  private final RequestPublisher publisher;
  private final RunRedriveRepository runRedrives;
  private final AgentRunRepository runs;
  private final RunPublisher runPublisher;
  private final RunDispatchConfig runConfig;
  private final Clock clock;

  RedriveService(
      Database database,
      DeadLetterRepository letters,
      RedriveRepository redrives,
      ContentRequestRepository requests,
      RequestPublisher publisher,
      RunRedriveRepository runRedrives,
      AgentRunRepository runs,
      RunPublisher runPublisher,
      RunDispatchConfig runConfig,
      Clock clock) {
    this.database = database;
    this.letters = letters;
    this.redrives = redrives;
    this.requests = requests;
    this.publisher = publisher;
    this.runRedrives = runRedrives;
    this.runs = runs;
    this.runPublisher = runPublisher;
    this.runConfig = runConfig;
    this.clock = clock;
  }

  /** Does what the command says; blocks. */
  RedriveResult redrive(Caller caller, RedriveCommand command) {
    List<UUID> ids = meant(command);
    Pace pace = new Pace(command.perSecond());
    List<RedriveResult.Item> results = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += PART) {
      List<UUID> part = ids.subList(from, Math.min(from + PART, ids.size()));
      Pace ahead = pace.copy();
      RedrivePart done =
          database.write(connection -> part(connection, caller, command, part, ahead).run());
      publisher.publish(done.publications());
      runPublisher.publish(done.runPublications());
      pace = ahead;
      results.addAll(done.results());
    }
    RedriveResult result = RedriveResult.of(command.isDryRun(), results);
    log(caller, result);
    return result;
  }

  private RedrivePart part(
      Connection connection, Caller caller, RedriveCommand command, List<UUID> ids, Pace pace) {
    LetterAdmission admission = new LetterAdmission(caller, command, pace, clock);
    RunRedrive ofRuns =
        new RunRedrive(runRedrives, runs, runConfig.topic(), connection, caller, command, pace);
    return new RedrivePart(
        redrives, requests, admission, ofRuns, connection, caller, command, ids, pace);
  }

  private List<UUID> meant(RedriveCommand command) {
    List<UUID> ids = command.ids();
    LetterFilter filter = command.filter();
    if (ids != null) {
      return ids.subList(0, Math.min(ids.size(), command.limit()));
    }
    return filter == null
        ? List.of()
        : database.read(connection -> letters.ids(connection, filter, command.limit()));
  }

  private static void log(Caller caller, RedriveResult result) {
    if (result.redriven() > 0 && !result.dryRun()) {
      logger
          .atInfo()
          .addKeyValue("event", "dead_letters.redriven")
          .addKeyValue("organization_id", caller.organizationId())
          .addKeyValue("count", result.redriven())
          .addKeyValue("skipped", result.skipped() + result.invalid())
          .log("Dead letters put back");
    }
  }
}
