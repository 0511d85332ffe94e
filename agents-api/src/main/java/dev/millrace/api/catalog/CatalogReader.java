package dev.millrace.api.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.Backups;
import dev.millrace.catalog.CatalogCommand;
import dev.millrace.catalog.ExerciseCodec;
import dev.millrace.catalog.JobMode;
import dev.millrace.catalog.JobType;
import dev.millrace.catalog.NewJob;
import dev.millrace.catalog.NewRun;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.FieldReader;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import dev.millrace.problem.Violation;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpStatus;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what callers send, strictly, and tells every fault at once. */
final class CatalogReader {
  private static final int LONGEST_REASON = 1_000;
  private static final int LONGEST_NAME = 100;
  private static final int MOST_EXERCISES = 100_000;
  private static final int DEEPEST = 8;
  private static final Pattern FINDING = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final String REQUESTED = "requested";

  private CatalogReader() {}

  static NewJob job(byte[] body, Caller caller) {
    FieldReader fields = new FieldReader(object(body));
    JobType type =
        required(fields, "type", fields.optionalOneOf("type", JobType::of, JobType.wireNames()));
    JobMode mode = fields.optionalOneOf("mode", JobMode::of, JobMode.wireNames());
    UUID exercise = fields.optionalUuid("exercise_id");
    String finding = fields.optionalText("finding", 64);
    String reason = fields.optionalText("reason", LONGEST_REASON);
    Integer priority = fields.optionalNumber("priority", 1, 9);
    ObjectNode changes = fields.object("changes");
    boolean isAdd = type == JobType.ADD;
    check(fields, isAdd, exercise, finding, changes);
    throwIfInvalid(fields);
    return new NewJob(
        ContentRequestRepository.newId(),
        type,
        mode == null ? JobMode.DRY_RUN : mode,
        exercise,
        isAdd ? NewJob.MISSING_EXERCISE : finding == null ? REQUESTED : finding,
        reason == null ? "A caller asked for it." : reason,
        changes,
        priority == null ? NewJob.USUAL_PRIORITY : priority,
        NewJob.FiledBy.operator(CatalogRequests.actor(caller), caller.organizationId()));
  }

  private static void check(
      FieldReader fields,
      boolean isAdd,
      @Nullable UUID exercise,
      @Nullable String finding,
      ObjectNode changes) {
    if (isAdd && exercise != null) {
      fields.refuse("/exercise_id", "An add is about no exercise that is there.");
    }
    if (!isAdd && exercise == null) {
      fields.refuse("/exercise_id", "This field is required.");
    }
    if (finding != null && (isAdd || !FINDING.matcher(finding).matches())) {
      fields.refuse(
          "/finding",
          isAdd
              ? "An add has no finding."
              : "This must be small letters, digits and underscores, a letter first.");
    }
    fields.checkStorable("/changes", changes, DEEPEST);
    for (String field : changes.propertyStream().map(each -> each.getKey()).toList()) {
      if (!ExerciseCodec.FIELDS.contains(field)) {
        fields.refuse(
            "/changes" + Violation.pointer(List.of(field)), "An exercise has no such field.");
      }
    }
    if (isAdd) {
      checkNew(fields, changes);
    }
  }

  /** What is known of an exercise that is to be added must be right; whoever plans adds to it. */
  private static void checkNew(FieldReader fields, ObjectNode changes) {
    FieldReader exercise = new FieldReader(changes);
    ExerciseCodec.content(exercise);
    exercise
        .violations()
        .forEach(each -> fields.refuse("/changes" + each.pointer(), each.message()));
  }

  static NewRun run(byte[] body, Caller caller) {
    FieldReader fields = new FieldReader(object(body));
    CatalogCommand command =
        required(
            fields,
            "command",
            fields.optionalOneOf("command", CatalogCommand::of, CatalogCommand.wireNames()));
    ObjectNode parameters = ContentRequestCodec.emptyObject();
    if (command == CatalogCommand.WORKER || command == CatalogCommand.REVIEW) {
      parameters.put("apply", Boolean.TRUE.equals(fields.optionalFlag("apply")));
    }
    if (command == CatalogCommand.REVIEW) {
      Integer most = fields.optionalNumber("max_exercises", 1, MOST_EXERCISES);
      if (most != null) {
        parameters.put("max_exercises", most);
      }
    }
    if (command == CatalogCommand.BACKUP) {
      String target = name(fields, "target");
      if (target != null) {
        parameters.put("target", target);
      }
    }
    throwIfInvalid(fields);
    return NewRun.byOperator(
        command, CatalogRequests.actor(caller), caller.organizationId(), parameters);
  }

  /** The name of a backup that is to be made. */
  static String backup(byte[] body) {
    FieldReader fields = new FieldReader(object(body));
    String name = required(fields, "name", name(fields, "name"));
    throwIfInvalid(fields);
    return name;
  }

  private static @Nullable String name(FieldReader fields, String field) {
    String name = fields.optionalText(field, LONGEST_NAME);
    if (name != null && !Backups.NAME.matcher(name).matches()) {
      fields.refuse(
          "/" + field, "This must be letters, digits, dots, dashes and underscores, 1 to 100.");
    }
    return name;
  }

  /** Ends the reading where nothing can be made of the rest. */
  private static <T> T required(FieldReader fields, String field, @Nullable T value) {
    if (value == null) {
      if (fields.violations().stream().noneMatch(each -> each.pointer().equals("/" + field))) {
        fields.refuse("/" + field, "This field is required.");
      }
      throw invalid(fields.violations());
    }
    return value;
  }

  private static void throwIfInvalid(FieldReader fields) {
    fields.refuseRemaining();
    if (!fields.violations().isEmpty()) {
      throw invalid(fields.violations());
    }
  }

  static ProblemException invalid(List<Violation> violations) {
    return new ProblemException(
        Problem.of(
                HttpStatus.UNPROCESSABLE_ENTITY,
                "invalid-catalog-document",
                "Invalid catalog document",
                "Correct what errors lists and send it again.")
            .withErrors(violations));
  }

  private static ObjectNode object(byte[] body) {
    try {
      JsonNode document = ContentRequestCodec.parse(body);
      if (document instanceof ObjectNode object) {
        return object;
      }
    } catch (InvalidContentRequest malformed) {
      throw ProblemException.malformedJson(malformed.violations().getFirst().message());
    }
    throw invalid(List.of(new Violation("", "The document must be a JSON object.")));
  }
}
