package dev.millrace.api.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.failure.FailureClass;
import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import dev.millrace.problem.Violation;
import io.micronaut.http.HttpStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are put back, and how.
 *
 * @param ids these; null when a filter says which
 * @param filter those of a filter; null when ids say which
 * @param isDryRun only tell what would happen
 * @param limit the most letters
 * @param perSecond how many requests a second are published; null for at once
 * @param payload what takes the place of the one letter's payload
 */
record RedriveCommand(
    @Nullable List<UUID> ids,
    @Nullable LetterFilter filter,
    boolean isDryRun,
    int limit,
    @Nullable Double perSecond,
    @Nullable JsonNode payload) {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MOST = 10_000;
  private static final double SLOWEST = 0.01;
  private static final double FASTEST = 1_000;
  private static final Set<String> FIELDS =
      Set.of("ids", "fingerprint", "filter", "dry_run", "limit", "per_second", "payload");

  /**
   * Reads a body.
   *
   * @throws ProblemException 400 when it is not JSON, 422 with everything that is wrong with it
   */
  static RedriveCommand read(byte[] body, String organizationId) {
    JsonNode document;
    try {
      document = ContentRequestCodec.parse(body);
    } catch (InvalidContentRequest malformed) {
      throw ProblemException.malformedJson(malformed.violations().getFirst().message());
    }
    return new Reader(document, organizationId).read();
  }

  private static final class Reader {
    private final JsonNode document;
    private final String organizationId;
    private final List<Violation> violations = new ArrayList<>();

    Reader(JsonNode document, String organizationId) {
      this.document = document;
      this.organizationId = organizationId;
    }

    RedriveCommand read() {
      onlyKnows(document, "", FIELDS);
      List<UUID> ids = document.hasNonNull("ids") ? ids() : null;
      LetterFilter filter = ids == null ? filter() : null;
      if (count("ids", "fingerprint", "filter") != 1) {
        refuse("", "Say which letters: with exactly one of ids, fingerprint and filter.");
      }
      JsonNode payload = document.hasNonNull("payload") ? document.get("payload") : null;
      if (payload != null && (ids == null || ids.size() != 1)) {
        refuse("/payload", "An edited payload is for exactly one letter; name it in ids.");
      }
      RedriveCommand command =
          new RedriveCommand(ids, filter, isDryRun(), limit(), perSecond(), payload);
      if (!violations.isEmpty()) {
        throw new ProblemException(
            Problem.of(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "invalid-redrive",
                    "Invalid redrive",
                    "Correct what errors lists and send it again.")
                .withErrors(violations));
      }
      return command;
    }

    private List<UUID> ids() {
      JsonNode node = document.get("ids");
      List<UUID> ids = new ArrayList<>();
      if (!node.isArray() || node.isEmpty() || node.size() > MOST) {
        refuse("/ids", "This must be an array of 1 to " + MOST + " ids.");
        return ids;
      }
      for (int index = 0; index < node.size(); index++) {
        Optional<UUID> id = uuid(node.get(index).asText());
        if (id.isPresent()) {
          ids.add(id.get());
        } else {
          refuse("/ids/" + index, "This must be a UUID.");
        }
      }
      return ids.stream().distinct().toList();
    }

    private LetterFilter filter() {
      if (document.hasNonNull("fingerprint")) {
        return new LetterFilter(
            organizationId,
            text(document, "", "fingerprint"),
            null,
            LetterStatus.OPEN,
            null,
            null,
            null,
            null);
      }
      JsonNode node = document.path("filter");
      onlyKnows(node, "/filter", Set.copyOf(LetterFilter.PARAMETERS));
      LetterStatus status =
          value(node, "status", LetterStatus::of, "This must be open or redriven.");
      return new LetterFilter(
          organizationId,
          text(node, "/filter", "fingerprint"),
          value(
              node,
              "error_class",
              FailureClass::of,
              "This must be one of " + String.join(", ", LetterFilter.failureClasses()) + "."),
          status == null ? LetterStatus.OPEN : status,
          value(node, "request_id", Reader::uuid, "This must be a UUID."),
          value(node, "run_id", Reader::uuid, "This must be a UUID."),
          value(node, "created_after", Reader::instant, "This must be a time with an offset."),
          value(node, "created_before", Reader::instant, "This must be a time with an offset."));
    }

    private boolean isDryRun() {
      JsonNode node = document.path("dry_run");
      if (!node.isBoolean() && !isAbsent(node)) {
        refuse("/dry_run", "This must be true or false.");
      }
      return node.asBoolean(false);
    }

    private int limit() {
      JsonNode node = document.path("limit");
      if (isAbsent(node)) {
        return document.path("ids").isArray() ? MOST : DEFAULT_LIMIT;
      }
      if (!node.isIntegralNumber()
          || !node.canConvertToInt()
          || node.intValue() < 1
          || node.intValue() > MOST) {
        refuse("/limit", "This must be a whole number, 1 to " + MOST + ".");
        return DEFAULT_LIMIT;
      }
      return node.intValue();
    }

    private @Nullable Double perSecond() {
      JsonNode node = document.path("per_second");
      if (isAbsent(node)) {
        return null;
      }
      if (!node.isNumber() || !(node.doubleValue() >= SLOWEST && node.doubleValue() <= FASTEST)) {
        refuse("/per_second", "This must be a number, " + SLOWEST + " to " + (int) FASTEST + ".");
        return null;
      }
      return node.doubleValue();
    }

    private <T> @Nullable T value(
        JsonNode node, String name, Function<String, Optional<T>> reader, String message) {
      String text = text(node, "/filter", name);
      if (text == null) {
        return null;
      }
      Optional<T> value = reader.apply(text);
      if (value.isEmpty()) {
        refuse("/filter/" + name, message);
      }
      return value.orElse(null);
    }

    private @Nullable String text(JsonNode parent, String pointer, String name) {
      JsonNode node = parent.path(name);
      if (isAbsent(node)) {
        return null;
      }
      if (!node.isTextual()
          || node.textValue().isEmpty()
          || node.textValue().length() > 500
          || node.textValue().codePoints().anyMatch(Reader::isUnstorable)) {
        refuse(pointer + "/" + name, "This must be a string of 1 to 500 characters.");
        return null;
      }
      return node.textValue();
    }

    private void onlyKnows(JsonNode node, String pointer, Set<String> names) {
      if (!node.isObject() && !isAbsent(node)) {
        refuse(pointer, "This must be a JSON object.");
      }
      node.properties().stream()
          .filter(field -> !names.contains(field.getKey()))
          .forEach(
              field ->
                  refuse(
                      pointer + Violation.pointer(List.of(field.getKey())),
                      "There is no such field here."));
    }

    private int count(String... names) {
      int count = 0;
      for (String name : names) {
        count += document.hasNonNull(name) ? 1 : 0;
      }
      return count;
    }

    private void refuse(String pointer, String message) {
      if (violations.size() < 20) {
        violations.add(new Violation(pointer, message));
      }
    }

    private static boolean isAbsent(JsonNode node) {
      return node.isMissingNode() || node.isNull();
    }

    private static boolean isUnstorable(int point) {
      return Character.isISOControl(point) || (point >= 0xD800 && point <= 0xDFFF);
    }

    private static Optional<UUID> uuid(String text) {
      try {
        UUID id = UUID.fromString(text);
        return id.toString().equalsIgnoreCase(text) ? Optional.of(id) : Optional.empty();
      } catch (IllegalArgumentException malformed) {
        return Optional.empty();
      }
    }

    private static Optional<Instant> instant(String text) {
      try {
        OffsetDateTime time = OffsetDateTime.parse(text);
        return time.getYear() >= 1 && time.getYear() <= 9999
            ? Optional.of(time.toInstant())
            : Optional.empty();
      } catch (DateTimeException malformed) {
        return Optional.empty();
      }
    }
  }
}
