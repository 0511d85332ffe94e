package dev.millrace.api.content;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.content.Intake;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import dev.millrace.problem.Violation;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Many requests in one call: those that can be taken in, and what is wrong with the others. */
record BatchRequest(List<Item> items) {
  private static final int MOST = 1_000;

  /** One request of the call: exactly one of the two is there. */
  record Item(@Nullable Intake intake, @Nullable Problem problem) {}

  /**
   * Reads {@code {"requests":[…]}}.
   *
   * @throws ProblemException 400 or 422 when it is nothing of the kind
   */
  static BatchRequest read(
      byte[] body, RequestReader reader, Caller caller, @Nullable String traceParent) {
    JsonNode requests = RequestReader.parse(body).path("requests");
    if (!requests.isArray() || requests.isEmpty() || requests.size() > MOST) {
      throw new ProblemException(
          Problem.of(
                  HttpStatus.UNPROCESSABLE_ENTITY,
                  "invalid-batch",
                  "Invalid batch",
                  "Send an object whose field requests is an array of 1 to " + MOST + " requests.")
              .withErrors(
                  List.of(
                      new Violation(
                          "/requests", "This must be an array of 1 to " + MOST + " objects."))));
    }
    List<Item> items = new ArrayList<>(requests.size());
    requests.forEach(document -> items.add(item(document, reader, caller, traceParent)));
    return new BatchRequest(items);
  }

  /** What can be taken in, in order. */
  List<Intake> intakes() {
    List<Intake> intakes = new ArrayList<>(items.size());
    for (Item item : items) {
      if (item.intake() != null) {
        intakes.add(item.intake());
      }
    }
    return intakes;
  }

  private static Item item(
      JsonNode document, RequestReader reader, Caller caller, @Nullable String traceParent) {
    try {
      return new Item(reader.read(document, caller, traceParent), null);
    } catch (InvalidContentRequest invalid) {
      return new Item(null, RequestReader.invalid(invalid));
    } catch (ProblemException refused) {
      return new Item(null, refused.problem());
    }
  }
}
