package dev.millrace.api.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
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
import dev.millrace.database.Database;
import dev.millrace.dispatch.Publication;
import dev.millrace.dispatch.RequestPublisher;
import dev.millrace.problem.Violation;
import dev.millrace.security.Caller;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
  private final Clock clock;

  RedriveService(
      Database database,
      DeadLetterRepository letters,
      RedriveRepository redrives,
      ContentRequestRepository requests,
      RequestPublisher publisher,
      Clock clock) {
    this.database = database;
    this.letters = letters;
    this.redrives = redrives;
    this.requests = requests;
    this.publisher = publisher;
    this.clock = clock;
  }

  /** Does what the command says; blocks. */
  RedriveResult redrive(Caller caller, RedriveCommand command) {
    List<UUID> ids = meant(command);
    Pace pace = new Pace(command.perSecond());
    List<RedriveResult.Item> results = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += PART) {
      List<UUID> part = ids.subList(from, Math.min(from + PART, ids.size()));
      Part done =
          database.write(connection -> new Part(connection, caller, command, part, pace).run());
      publisher.publish(done.publications);
      pace.startFrom(done.place);
      results.addAll(done.results());
    }
    RedriveResult result = RedriveResult.of(command.isDryRun(), results);
    log(caller, result);
    return result;
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

  /** When the next request is published; advanced only by what was committed. */
  private static final class Pace {
    private final @Nullable Double perSecond;
    private int place;

    Pace(@Nullable Double perSecond) {
      this.perSecond = perSecond;
    }

    int place() {
      return place;
    }

    void startFrom(int next) {
      place = next;
    }

    @Nullable Duration delay(int at) {
      return perSecond == null
          ? null
          : Duration.ofNanos((long) (at / perSecond * Duration.ofSeconds(1).toNanos()));
    }
  }

  /** Some of the letters, in one transaction. */
  private final class Part {
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
    private int place;

    Part(Connection connection, Caller caller, RedriveCommand command, List<UUID> ids, Pace pace) {
      this.connection = connection;
      this.caller = caller;
      this.command = command;
      this.ids = ids;
      this.pace = pace;
      this.place = pace.place();
    }

    Part run() {
      ids.forEach(id -> results.put(id, RedriveResult.Item.unknown(id)));
      Map<UUID, Request> rows = redrives.lockRequests(connection, caller.organizationId(), ids);
      Map<UUID, Letter> locked = redrives.lockLetters(connection, caller.organizationId(), ids);
      Set<UUID> started = new HashSet<>();
      for (UUID id : ids) {
        Letter letter = locked.get(id);
        if (letter != null) {
          Request row = letter.requestId() == null ? null : rows.get(letter.requestId());
          results.put(id, row == null ? admit(letter) : restart(letter, row, started));
        }
      }
      leaveOutKnown();
      if (!command.isDryRun()) {
        requeue();
        insert();
        writeDown();
      }
      return this;
    }

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
        requeues.add(new Requeue(row.id(), letter.id(), pace.delay(place++)));
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
      List<Violation> violations = new ArrayList<>(foreign(edited));
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

    private List<Violation> foreign(NewContentRequest request) {
      return request.organizationId() == null
              || request.organizationId().equals(caller.organizationId())
          ? List.of()
          : List.of(
              new Violation(
                  "/organization_id", "This must be " + caller.organizationId() + " or absent."));
    }

    /** A letter without a request becomes one, if its payload is one by now. */
    private RedriveResult.Item admit(Letter letter) {
      try {
        NewContentRequest request = decode(letter);
        List<Violation> violations = foreign(request);
        if (!violations.isEmpty()) {
          return RedriveResult.Item.invalid(letter.id(), null, violations);
        }
        Intake intake = intake(letter, request);
        intakes.put(letter.id(), intake);
        redriven.put(letter.id(), intake.id());
        return RedriveResult.Item.redriven(letter.id(), intake.id());
      } catch (InvalidContentRequest invalid) {
        return RedriveResult.Item.invalid(letter.id(), null, invalid.violations());
      }
    }

    private NewContentRequest decode(Letter letter) throws InvalidContentRequest {
      if (command.payload() != null) {
        return ContentRequestCodec.decode(command.payload());
      }
      ByteString payload = letter.payload();
      if (payload == null || !letter.isWhole()) {
        throw new InvalidContentRequest(
            List.of(new Violation("", "Only the beginning of the message was kept.")));
      }
      return ContentRequestCodec.decode(payload.toByteArray());
    }

    private Intake intake(Letter letter, NewContentRequest request) {
      UUID id = ContentRequestRepository.newId();
      String correlationId = correlationId(letter, request);
      Duration delay = pace.delay(place++);
      Instant paced =
          delay == null || delay.isZero()
              ? null
              : clock.instant().plus(delay).truncatedTo(ChronoUnit.MICROS);
      Instant asked = request.notBefore();
      Instant notBefore = asked == null || (paced != null && paced.isAfter(asked)) ? paced : asked;
      NewContentRequest named =
          new NewContentRequest(
              id,
              correlationId,
              caller.organizationId(),
              request.studentId(),
              request.topic(),
              request.gradeLevel(),
              request.format(),
              request.interests(),
              notBefore,
              request.metadata());
      return new Intake(id, caller.organizationId(), correlationId, named, null);
    }

    private static String correlationId(Letter letter, NewContentRequest request) {
      if (request.correlationId() != null) {
        return request.correlationId();
      }
      if (letter.correlationId() != null) {
        return letter.correlationId();
      }
      return letter.messageId() == null ? letter.id().toString() : letter.messageId();
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
              letter,
              other,
              "There is a request of correlation_id " + correlationId + " already."));
    }

    private void requeue() {
      if (!requeues.isEmpty()) {
        redrives.requeue(connection, requeues, caller.subject()).stream()
            .filter(row -> row.publishedAt() != null)
            .map(Publication::of)
            .forEach(publications::add);
      }
    }

    private void insert() {
      List<UUID> owners = List.copyOf(intakes.keySet());
      List<Intake> inserts = List.copyOf(intakes.values());
      List<Accepted> accepted =
          inserts.isEmpty() ? List.of() : requests.insert(connection, inserts);
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
      if (redriven.isEmpty()) {
        return;
      }
      redrives.mark(connection, redriven.keySet().stream().sorted().toList());
      ObjectNode detail = ContentRequestCodec.emptyObject();
      ArrayNode audited = detail.putArray("letters");
      redriven.forEach(
          (letter, request) ->
              audited
                  .addObject()
                  .put("id", letter.toString())
                  .put("request_id", request.toString()));
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
}
