package dev.millrace.api.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.api.deadletter.RedriveRepository.Letter;
import dev.millrace.api.deadletter.RedriveRepository.Request;
import dev.millrace.api.deadletter.RedriveRepository.Requeue;
import dev.millrace.content.Accepted;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Intake;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.content.NewContentRequest;
import dev.millrace.content.RequestStatus;
import dev.millrace.dispatch.Publication;
import dev.millrace.dispatch.RunPublication;
import dev.millrace.problem.Violation;
import dev.millrace.security.Caller;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Some of the letters of a redrive, in one transaction; made for that one. */
final class RedrivePart {
  private final RedriveRepository redrives;
  private final ContentRequestRepository requests;
  private final LetterAdmission admission;
  private final RunRedrive runs;
  private final Connection connection;
  private final Caller caller;
  private final RedriveCommand command;
  private final List<UUID> ids;
  private final Pace pace;
  private final Map<UUID, RedriveResult.Item> results = new LinkedHashMap<>();
  private final Map<UUID, UUID> redriven = new LinkedHashMap<>();
  private final List<Requeue> requeues = new ArrayList<>();
  private final Map<UUID, Intake> intakes = new LinkedHashMap<>();
  private final List<Publication> publications = new ArrayList<>();

  RedrivePart(
      RedriveRepository redrives,
      ContentRequestRepository requests,
      LetterAdmission admission,
      RunRedrive runs,
      Connection connection,
      Caller caller,
      RedriveCommand command,
      List<UUID> ids,
      Pace pace) {
    this.redrives = redrives;
    this.requests = requests;
    this.admission = admission;
    this.runs = runs;
    this.connection = connection;
    this.caller = caller;
    this.command = command;
    this.ids = ids;
    this.pace = pace;
  }

  /** Decides about every letter, and writes that down. */
  RedrivePart run() {
    ids.forEach(id -> results.put(id, RedriveResult.Item.unknown(id)));
    Map<UUID, Request> rows = redrives.lockRequests(connection, caller.organizationId(), ids);
    runs.lock(ids);
    Map<UUID, Letter> locked = redrives.lockLetters(connection, caller.organizationId(), ids);
    Set<UUID> started = new HashSet<>();
    for (UUID id : ids) {
      Letter letter = locked.get(id);
      if (letter != null && runs.isOfRun(letter)) {
        results.put(id, runs.decide(letter));
      } else if (letter != null) {
        Request row = letter.requestId() == null ? null : rows.get(letter.requestId());
        results.put(id, row == null ? admit(letter) : restart(letter, row, started));
      }
    }
    leaveOutKnown();
    if (!command.isDryRun()) {
      requeue();
      insert();
      runs.write();
      writeDown();
    }
    return this;
  }

  /** What is to be published once this is committed. */
  List<Publication> publications() {
    return publications;
  }

  /** The same for runs. */
  List<RunPublication> runPublications() {
    return runs.publications();
  }

  /** What became of each letter. */
  List<RedriveResult.Item> results() {
    return List.copyOf(results.values());
  }

  private RedriveResult.Item restart(Letter letter, Request row, Set<UUID> started) {
    if (row.status() != RequestStatus.FAILED) {
      return RedriveResult.Item.skipped(
          letter.id(),
          row.id(),
          "The request is " + row.status().wireName() + ", and no longer failed.");
    }
    JsonNode payload = command.payload();
    if (payload != null) {
      List<Violation> violations = edit(row, payload);
      if (!violations.isEmpty()) {
        return RedriveResult.Item.invalid(letter.id(), row.id(), violations);
      }
    }
    if (started.add(row.id())) {
      requeues.add(new Requeue(row.id(), letter.id(), pace.next()));
    }
    redriven.put(letter.id(), row.id());
    return RedriveResult.Item.redriven(letter.id(), row.id());
  }

  private List<Violation> edit(Request row, JsonNode payload) {
    try {
      NewContentRequest edited = ContentRequestCodec.decode(payload);
      List<Violation> violations = foreign(edited, row);
      if (violations.isEmpty() && !command.isDryRun()) {
        redrives.edit(connection, row.id(), edited);
      }
      return violations;
    } catch (InvalidContentRequest invalid) {
      return invalid.violations();
    }
  }

  private List<Violation> foreign(NewContentRequest edited, Request row) {
    List<Violation> violations = new ArrayList<>(admission.foreign(edited));
    if (edited.correlationId() != null && !edited.correlationId().equals(row.correlationId())) {
      violations.add(
          new Violation("/correlation_id", "This must stay " + row.correlationId() + "."));
    }
    if (edited.id() != null && !edited.id().equals(row.id())) {
      violations.add(new Violation("/id", "This must stay " + row.id() + "."));
    }
    if (edited.notBefore() != null) {
      violations.add(
          new Violation(
              "/not_before", "What is put back runs at once, or as per_second paces it."));
    }
    return violations;
  }

  /** A letter without a request becomes one, if its payload is one by now. */
  private RedriveResult.Item admit(Letter letter) {
    try {
      Intake intake = admission.admit(letter);
      intakes.put(letter.id(), intake);
      redriven.put(letter.id(), intake.id());
      return RedriveResult.Item.redriven(letter.id(), intake.id());
    } catch (InvalidContentRequest invalid) {
      return RedriveResult.Item.invalid(letter.id(), null, invalid.violations());
    }
  }

  /** Two letters of one correlation id make one request, as two messages would. */
  private void leaveOutKnown() {
    if (intakes.isEmpty()) {
      return;
    }
    Map<String, UUID> known =
        new HashMap<>(
            redrives.known(
                connection,
                caller.organizationId(),
                intakes.values().stream().map(Intake::correlationId).toList()));
    for (UUID letter : List.copyOf(intakes.keySet())) {
      Intake intake = intakes.get(letter);
      UUID other = intake == null ? null : known.putIfAbsent(intake.correlationId(), intake.id());
      if (intake != null && other != null) {
        leaveOut(letter, intake.correlationId(), other);
      }
    }
  }

  private void leaveOut(UUID letter, String correlationId, UUID other) {
    intakes.remove(letter);
    redriven.remove(letter);
    results.put(
        letter,
        RedriveResult.Item.skipped(
            letter, other, "There is a request of correlation_id " + correlationId + " already."));
  }

  private void requeue() {
    if (!requeues.isEmpty()) {
      redrives.requeue(connection, caller.organizationId(), requeues, caller.subject()).stream()
          .filter(row -> row.publishedAt() != null)
          .map(Publication::of)
          .forEach(publications::add);
    }
  }

  private void insert() {
    List<UUID> owners = List.copyOf(intakes.keySet());
    List<Intake> inserts = List.copyOf(intakes.values());
    List<Accepted> accepted = inserts.isEmpty() ? List.of() : requests.insert(connection, inserts);
    for (int index = 0; index < accepted.size(); index++) {
      Intake intake = inserts.get(index);
      if (!accepted.get(index).isNew()) {
        leaveOut(owners.get(index), intake.correlationId(), accepted.get(index).id());
      } else if (accepted.get(index).isDue()) {
        publications.add(
            new Publication(intake.id(), 1, intake.organizationId(), intake.request(), null));
      }
    }
  }

  private void writeDown() {
    results.putAll(runs.results());
    if (redriven.isEmpty() && runs.redriven().isEmpty()) {
      return;
    }
    redrives.mark(
        connection,
        Stream.concat(redriven.keySet().stream(), runs.redriven().keySet().stream())
            .sorted()
            .toList());
    ObjectNode detail = ContentRequestCodec.emptyObject();
    ArrayNode audited = detail.putArray("letters");
    redriven.forEach(
        (letter, request) ->
            audited.addObject().put("id", letter.toString()).put("request_id", request.toString()));
    runs.redriven()
        .forEach(
            (letter, run) ->
                audited.addObject().put("id", letter.toString()).put("run_id", run.toString()));
    detail.put("edited", command.payload() != null);
    if (command.perSecond() != null) {
      detail.put("per_second", command.perSecond());
    }
    redrives.audit(
        connection,
        ContentRequestRepository.newId(),
        caller.organizationId(),
        caller.subject(),
        detail.toString());
  }
}
