package dev.millrace.api.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.millrace.api.deadletter.RedriveRepository.Letter;
import dev.millrace.api.deadletter.RunRedriveRepository.Row;
import dev.millrace.command.InvalidCommand;
import dev.millrace.command.ScheduledCommand;
import dev.millrace.content.Accepted;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.RequestStatus;
import dev.millrace.dispatch.RunPublication;
import dev.millrace.problem.Violation;
import dev.millrace.run.AgentRunCodec;
import dev.millrace.run.AgentRunRepository;
import dev.millrace.run.InvalidAgentRun;
import dev.millrace.run.NewAgentRun;
import dev.millrace.run.RunIntake;
import dev.millrace.security.Caller;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The letters of a part that are of runs: a failed run goes on after its last finished step, a
 * message that never became a run is made one. Lives as long as the part's transaction.
 */
final class RunRedrive {
  private final RunRedriveRepository redrives;
  private final AgentRunRepository runs;
  private final String topic;
  private final Connection connection;
  private final Caller caller;
  private final RedriveCommand command;
  private final Pace pace;
  private final Map<UUID, Row> rows = new HashMap<>();
  private final Set<UUID> started = new HashSet<>();
  private final List<RunRedriveRepository.Requeue> requeues = new ArrayList<>();
  private final Map<UUID, RunIntake> intakes = new LinkedHashMap<>();
  private final Map<UUID, UUID> redriven = new LinkedHashMap<>();
  private final Map<UUID, RedriveResult.Item> results = new LinkedHashMap<>();
  private final List<RunPublication> publications = new ArrayList<>();

  RunRedrive(
      RunRedriveRepository redrives,
      AgentRunRepository runs,
      String topic,
      Connection connection,
      Caller caller,
      RedriveCommand command,
      Pace pace) {
    this.redrives = redrives;
    this.runs = runs;
    this.topic = topic;
    this.connection = connection;
    this.caller = caller;
    this.command = command;
    this.pace = pace;
  }

  /** Locks the runs that letters are about. */
  void lock(List<UUID> letters) {
    rows.putAll(redrives.lock(connection, caller.organizationId(), letters));
  }

  /** Whether a letter is of a run, or of a message that should have become one. */
  boolean isOfRun(Letter letter) {
    return letter.runId() != null
        || (letter.requestId() == null
            && (AgentRunCodec.SCHEMA.equals(letter.schema())
                || letter.subscription().startsWith(topic)));
  }

  /** Decides about one letter. */
  RedriveResult.Item decide(Letter letter) {
    Row row = letter.runId() == null ? null : rows.get(letter.runId());
    return row == null ? admit(letter) : restart(letter, row);
  }

  /** Writes what was decided. */
  void write() {
    if (!requeues.isEmpty()) {
      redrives.requeue(connection, requeues, caller.subject()).stream()
          .filter(row -> row.publishedAt() != null)
          .map(RunPublication::of)
          .forEach(publications::add);
    }
    intakes.forEach(this::insert);
  }

  /** What is to be published once this is committed. */
  List<RunPublication> publications() {
    return publications;
  }

  /** The run of each letter that was put back. */
  Map<UUID, UUID> redriven() {
    return redriven;
  }

  /** What turned out otherwise than it was decided. */
  Map<UUID, RedriveResult.Item> results() {
    return results;
  }

  private RedriveResult.Item restart(Letter letter, Row row) {
    if (row.status() != RequestStatus.FAILED) {
      return RedriveResult.Item.skippedRun(
          letter.id(),
          row.id(),
          "The run is " + row.status().wireName() + ", and no longer failed.");
    }
    JsonNode payload = command.payload();
    if (payload != null) {
      List<Violation> violations = edit(row, payload);
      if (!violations.isEmpty()) {
        return RedriveResult.Item.invalidRun(letter.id(), row.id(), violations);
      }
    }
    if (started.add(row.id())) {
      requeues.add(new RunRedriveRepository.Requeue(row.id(), letter.id(), pace.next()));
    }
    redriven.put(letter.id(), row.id());
    return RedriveResult.Item.redrivenRun(letter.id(), row.id());
  }

  private List<Violation> edit(Row row, JsonNode payload) {
    try {
      NewAgentRun edited = AgentRunCodec.decode(payload);
      List<Violation> violations = new ArrayList<>(foreign(edited));
      if (edited.correlationId() != null && !edited.correlationId().equals(row.correlationId())) {
        violations.add(
            new Violation("/correlation_id", "This must stay " + row.correlationId() + "."));
      }
      if (edited.id() != null && !edited.id().equals(row.id())) {
        violations.add(new Violation("/id", "This must stay " + row.id() + "."));
      }
      if (violations.isEmpty() && !command.isDryRun()) {
        redrives.edit(connection, row.id(), edited);
      }
      return violations;
    } catch (InvalidAgentRun invalid) {
      return invalid.violations();
    }
  }

  private RedriveResult.Item admit(Letter letter) {
    try {
      RunIntake intake = intake(letter);
      List<Violation> violations = foreign(intake.run());
      if (!violations.isEmpty()) {
        return RedriveResult.Item.invalidRun(letter.id(), null, violations);
      }
      intakes.put(letter.id(), intake);
      redriven.put(letter.id(), intake.id());
      return RedriveResult.Item.redrivenRun(letter.id(), intake.id());
    } catch (InvalidAgentRun invalid) {
      return RedriveResult.Item.invalidRun(letter.id(), null, invalid.violations());
    }
  }

  private void insert(UUID letter, RunIntake intake) {
    Accepted accepted = runs.insert(connection, intake);
    if (accepted.isNew()) {
      publications.add(RunPublication.of(intake));
    } else {
      redriven.remove(letter);
      results.put(
          letter,
          RedriveResult.Item.skippedRun(
              letter,
              accepted.id(),
              "There is a run of correlation_id " + intake.correlationId() + " already."));
    }
  }

  private RunIntake intake(Letter letter) throws InvalidAgentRun {
    NewAgentRun run = decode(letter);
    UUID id = ContentRequestRepository.newId();
    String correlation =
        Objects.requireNonNullElseGet(
            run.correlationId(),
            () ->
                Objects.requireNonNullElseGet(
                    letter.correlationId(),
                    () -> Objects.requireNonNullElse(letter.messageId(), letter.id().toString())));
    if (run.organizationId() != null && !run.organizationId().equals(caller.organizationId())) {
      throw new InvalidAgentRun(foreign(run));
    }
    return RunIntake.of(id, caller.organizationId(), correlation, run, null);
  }

  private NewAgentRun decode(Letter letter) throws InvalidAgentRun {
    if (command.payload() != null) {
      return AgentRunCodec.decode(command.payload());
    }
    ByteString payload = letter.payload();
    if (payload == null || !letter.isWhole()) {
      throw new InvalidAgentRun(
          List.of(new Violation("", "Only the beginning of the message was kept.")));
    }
    return ScheduledCommand.SCHEMA.equals(letter.schema())
        ? ofCommand(payload)
        : AgentRunCodec.decode(payload.toByteArray());
  }

  /** The execution key stays the run's name, so that a schedule's fire makes one run at most. */
  private static NewAgentRun ofCommand(ByteString payload) throws InvalidAgentRun {
    try {
      ScheduledCommand command = ScheduledCommand.decode(payload.toByteArray());
      NewAgentRun run = AgentRunCodec.decode(command.payload());
      return new NewAgentRun(
          null,
          command.executionKey(),
          command.organizationId(),
          run.kind(),
          run.prompt(),
          run.shop(),
          run.parameters(),
          run.callbackUrl(),
          run.metadata());
    } catch (InvalidCommand invalid) {
      throw new InvalidAgentRun(List.of(new Violation("", invalid.reason())));
    }
  }

  private List<Violation> foreign(NewAgentRun run) {
    @Nullable String named = run.organizationId();
    return named == null || named.equals(caller.organizationId())
        ? List.of()
        : List.of(
            new Violation(
                "/organization_id", "This must be " + caller.organizationId() + " or absent."));
  }
}
