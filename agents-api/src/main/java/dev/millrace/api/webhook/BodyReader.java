package dev.millrace.api.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.callback.EventTypes;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.FieldReader;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.outbound.OutboundClient;
import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import dev.millrace.problem.Violation;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what callers send, strictly, and tells every fault at once. */
@Singleton
final class BodyReader {
  private static final int LONGEST_DESCRIPTION = 500;
  private static final Duration OVERLAP = Duration.ofDays(1);
  private static final Duration LONGEST_OVERLAP = Duration.ofDays(7);

  private final OutboundClient outbound;

  BodyReader(OutboundClient outbound) {
    this.outbound = outbound;
  }

  NewEndpoint endpoint(byte[] body) {
    FieldReader fields = new FieldReader(object(body));
    String url = url(fields);
    String description = fields.optionalText("description", LONGEST_DESCRIPTION);
    List<String> types = eventTypes(fields);
    Boolean enabled = fields.optionalFlag("enabled");
    if (url == null && fields.violations().stream().noneMatch(BodyReader::isOfUrl)) {
      fields.refuse("/url", "This field is required.");
    }
    throwIfInvalid(fields);
    return new NewEndpoint(String.valueOf(url), description, types, enabled == null || enabled);
  }

  EndpointChange change(byte[] body) {
    ObjectNode document = object(body);
    FieldReader fields = new FieldReader(document);
    EndpointChange change =
        new EndpointChange(
            url(fields),
            document.has("description"),
            fields.optionalText("description", LONGEST_DESCRIPTION),
            document.hasNonNull("event_types") ? eventTypes(fields) : null,
            fields.optionalFlag("enabled"));
    throwIfInvalid(fields);
    return change;
  }

  /** For how long an older secret signs; a body may be left out. */
  Duration overlap(@Nullable String body) {
    if (body == null || body.isBlank()) {
      return OVERLAP;
    }
    FieldReader fields = new FieldReader(object(body.getBytes(StandardCharsets.UTF_8)));
    Duration overlap = fields.optionalDuration("overlap", Duration.ZERO, LONGEST_OVERLAP);
    throwIfInvalid(fields);
    return overlap == null ? OVERLAP : overlap;
  }

  /** The object of a body. */
  static ObjectNode object(byte[] body) {
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

  static ProblemException invalid(List<Violation> violations) {
    return new ProblemException(
        Problem.of(
                HttpStatus.UNPROCESSABLE_ENTITY,
                "invalid-webhook",
                "Invalid webhook document",
                "Correct what errors lists and send it again.")
            .withErrors(violations));
  }

  private @Nullable String url(FieldReader fields) {
    String url = fields.optionalUrl("url");
    if (url != null) {
      outbound
          .refusal(URI.create(url))
          .ifPresent(fault -> fields.refuse("/url", "The URL " + fault + "."));
    }
    return url;
  }

  private static List<String> eventTypes(FieldReader fields) {
    List<String> types = fields.texts("event_types", EventTypes.OF_ENDS.size(), 64);
    for (int index = 0; index < types.size(); index++) {
      if (!EventTypes.OF_ENDS.contains(types.get(index))) {
        fields.refuse(
            "/event_types/" + index,
            "This must be one of " + String.join(", ", EventTypes.OF_ENDS) + ".");
      }
    }
    return types.stream().distinct().toList();
  }

  private static void throwIfInvalid(FieldReader fields) {
    fields.refuseRemaining();
    if (!fields.violations().isEmpty()) {
      throw invalid(fields.violations());
    }
  }

  private static boolean isOfUrl(Violation violation) {
    return violation.pointer().equals("/url");
  }
}
