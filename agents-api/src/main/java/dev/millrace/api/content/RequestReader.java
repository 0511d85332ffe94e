package dev.millrace.api.content;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Intake;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.content.NewContentRequest;
import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import dev.millrace.problem.Violation;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes an {@link Intake} of what a caller sent. */
@Singleton
public final class RequestReader {
  private final CallbackUrls callbackUrls;

  RequestReader(CallbackUrls callbackUrls) {
    this.callbackUrls = callbackUrls;
  }

  /**
   * The JSON of a body.
   *
   * @throws ProblemException 400 when it is not JSON
   */
  public static JsonNode parse(byte[] body) {
    try {
      return ContentRequestCodec.parse(body);
    } catch (InvalidContentRequest malformed) {
      throw ProblemException.malformedJson(malformed.violations().getFirst().message());
    }
  }

  /**
   * The request in a document.
   *
   * @throws InvalidContentRequest with everything that is wrong with it
   * @throws ProblemException 403 when it names another organization than the token
   */
  Intake read(JsonNode document, Caller caller, @Nullable String traceParent)
      throws InvalidContentRequest {
    NewContentRequest request = decode(document);
    Optional<Violation> uncallable = callbackUrls.objection(request.callbackUrl());
    if (uncallable.isPresent()) {
      throw new InvalidContentRequest(List.of(uncallable.get()));
    }
    requireOwn(caller, request.organizationId());
    UUID id = ContentRequestRepository.newId();
    String correlationId =
        request.correlationId() == null ? id.toString() : request.correlationId();
    return new Intake(
        id,
        caller.organizationId(),
        correlationId,
        named(request, id, correlationId, caller.organizationId()),
        traceParent);
  }

  /** 422 with what is wrong with a document. */
  static Problem invalid(InvalidContentRequest invalid) {
    return Problem.of(
            HttpStatus.UNPROCESSABLE_ENTITY,
            "invalid-content-request",
            "Invalid content request",
            "Correct what errors lists and send the request again.")
        .withErrors(invalid.violations());
  }

  /** Refuses to act for another organization than the token's. */
  public static void requireOwn(Caller caller, @Nullable String organizationId) {
    if (organizationId != null && !organizationId.equals(caller.organizationId())) {
      throw new ProblemException(
          Problem.of(
              HttpStatus.FORBIDDEN,
              "foreign-organization",
              "Another organization",
              "The token is for organization "
                  + caller.organizationId()
                  + "; leave organization_id out, or use a token of the organization that it names."));
    }
  }

  private static NewContentRequest decode(JsonNode document) throws InvalidContentRequest {
    List<Violation> refused = refused(document);
    try {
      NewContentRequest request = ContentRequestCodec.decode(document);
      if (!refused.isEmpty()) {
        throw new InvalidContentRequest(refused);
      }
      return request;
    } catch (InvalidContentRequest invalid) {
      if (refused.isEmpty() || invalid.violations().equals(refused)) {
        throw invalid;
      }
      refused.addAll(invalid.violations());
      throw new InvalidContentRequest(refused);
    }
  }

  /** What a message may say and a call may not. */
  private static List<Violation> refused(JsonNode document) {
    List<Violation> refused = new ArrayList<>();
    if (document.hasNonNull("id")) {
      refused.add(
          new Violation(
              "/id", "The service chooses the id; use correlation_id for a name of your own."));
    }
    return refused;
  }

  private static NewContentRequest named(
      NewContentRequest request, UUID id, String correlationId, String organizationId) {
    Instant notBefore = request.notBefore();
    return new NewContentRequest(
        id,
        correlationId,
        organizationId,
        request.studentId(),
        request.topic(),
        request.gradeLevel(),
        request.format(),
        request.interests(),
        notBefore == null ? null : notBefore.truncatedTo(ChronoUnit.MICROS),
        request.callbackUrl(),
        request.metadata());
  }
}
