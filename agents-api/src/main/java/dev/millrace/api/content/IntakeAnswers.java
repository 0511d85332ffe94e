package dev.millrace.api.content;

import dev.millrace.api.idempotency.KeyProblems;
import dev.millrace.content.ContentRequest;
import dev.millrace.database.DatabaseException;
import dev.millrace.problem.ProblemException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What a caller hears of an {@link Admission}. */
public final class IntakeAnswers {
  /** The header of an answer that an earlier call has had. */
  public static final String REPLAYED = "Idempotency-Replayed";

  private IntakeAnswers() {}

  /** The answer to one request; exactly one of the arguments is there. */
  static MutableHttpResponse<ContentRequestResource> answer(
      @Nullable Admission admission, @Nullable Throwable failure) {
    return switch (admission) {
      case Admission.Created(ContentRequest row) -> located(HttpStatus.ACCEPTED, row);
      case Admission.Found(ContentRequest row) -> located(HttpStatus.OK, row);
      case Admission.Replayed(ContentRequest row, boolean created) ->
          located(created ? HttpStatus.ACCEPTED : HttpStatus.OK, row).header(REPLAYED, "true");
      case Admission.KeyTaken taken -> throw new ProblemException(KeyProblems.keyTaken());
      case Admission.Gone gone -> throw new ProblemException(KeyProblems.gone());
      case null -> throw failed(failure);
    };
  }

  /** What kept a set from being committed, as the caller should hear it. */
  public static RuntimeException failed(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof DatabaseException database && database.isLockTimeout()) {
      return KeyProblems.concurrent();
    }
    return cause instanceof RuntimeException exception
        ? exception
        : new IllegalStateException("An intake ended without an answer", cause);
  }

  private static MutableHttpResponse<ContentRequestResource> located(
      HttpStatus status, ContentRequest row) {
    return HttpResponse.status(status)
        .body(ContentRequestResource.of(row))
        .header(HttpHeaders.LOCATION, ContentRequestResource.path(row.id()));
  }
}
