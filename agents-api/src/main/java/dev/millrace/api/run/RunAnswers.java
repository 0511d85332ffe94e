package dev.millrace.api.run;

import dev.millrace.api.content.EntityTag;
import dev.millrace.api.content.HangUp;
import dev.millrace.api.content.IntakeAnswers;
import dev.millrace.api.content.Patience;
import dev.millrace.api.content.RequestReader;
import dev.millrace.api.content.TraceParent;
import dev.millrace.api.idempotency.IdempotencyKey;
import dev.millrace.api.watch.Watch;
import dev.millrace.run.AgentRun;
import dev.millrace.run.RunIntake;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Answers calls about runs: takes one in, waits for one, and shows it. */
@Singleton
final class RunAnswers {
  /** So that a key of a run is never taken for that of a content request. */
  private static final String RUN = "agent-run";

  private final RunReader reader;
  private final RunIntakeService intake;
  private final Watch<AgentRun> watch;
  private final Clock clock;

  RunAnswers(RunReader reader, RunIntakeService intake, Watch<AgentRun> watch, Clock clock) {
    this.reader = reader;
    this.intake = intake;
    this.watch = watch;
    this.clock = clock;
  }

  /**
   * Takes in what a body asks for: 202, or 200 when it has ended by the time that the caller waits.
   */
  CompletableFuture<MutableHttpResponse<RunResource>> create(
      Caller caller, byte[] body, @Nullable String idempotencyKey, HttpRequest<?> request) {
    IdempotencyKey key = IdempotencyKey.of(idempotencyKey, RUN, body);
    RunIntake run = reader.read(RequestReader.parse(body), caller, TraceParent.of(request));
    Preference preference = Preference.of(request);
    RunAdmission admission = intake.accept(run, key);
    if (preference.longest().isZero()) {
      return CompletableFuture.completedFuture(
          located(admission.isNew() ? HttpStatus.ACCEPTED : HttpStatus.OK, admission));
    }
    return awaited(admission.row(), preference.longest(), request)
        .thenApply(
            row ->
                preference.applied(
                    located(
                        Preference.status(!admission.isNew() || row.status().isEnded()),
                        new RunAdmission(row, admission.isNew(), admission.isReplayed(), false))));
  }

  /** Shows a run, once it has ended or the time is up. */
  CompletableFuture<HttpResponse<?>> get(
      AgentRun row, Duration longest, @Nullable String ifNoneMatch, HttpRequest<?> request) {
    return awaited(row, longest, request).thenApply(now -> representation(now, ifNoneMatch));
  }

  private CompletableFuture<AgentRun> awaited(
      AgentRun row, Duration longest, HttpRequest<?> request) {
    if (longest.isZero() || row.status().isEnded()) {
      return CompletableFuture.completedFuture(row);
    }
    CompletableFuture<AgentRun> ended = watch.untilEnded(row, longest);
    HangUp.of(request, ended, row);
    return ended;
  }

  private static MutableHttpResponse<RunResource> located(
      HttpStatus status, RunAdmission admission) {
    AgentRun row = admission.row();
    MutableHttpResponse<RunResource> response =
        HttpResponse.<RunResource>status(status)
            .body(RunResource.of(row))
            .header(HttpHeaders.LOCATION, RunResource.path(row.id()));
    return admission.isReplayed() ? response.header(IntakeAnswers.REPLAYED, "true") : response;
  }

  private HttpResponse<?> representation(AgentRun row, @Nullable String ifNoneMatch) {
    String tag = tag(row);
    MutableHttpResponse<?> response =
        ifNoneMatch != null && EntityTag.matches(ifNoneMatch, tag)
            ? HttpResponse.status(HttpStatus.NOT_MODIFIED)
            : HttpResponse.ok(RunResource.of(row));
    Long retryAfter = retryAfter(row);
    if (retryAfter != null) {
      response.header(HttpHeaders.RETRY_AFTER, retryAfter.toString());
    }
    return response
        .header(HttpHeaders.ETAG, tag)
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
  }

  /** How long to wait before asking again, in seconds; null when there is nothing to wait for. */
  @Nullable Long retryAfter(AgentRun row) {
    return Patience.retryAfter(row.status(), RunResource.waiting(row).until(), clock);
  }

  /** The strong entity tag of a run: it changes with every change of what callers see. */
  private static String tag(AgentRun row) {
    int seen =
        Objects.hash(
            row.updatedAt(),
            row.publishedAt(),
            row.nextPublishAt(),
            row.waitReason(),
            row.dispatch());
    return '"'
        + Long.toHexString(row.id().getLeastSignificantBits())
        + '-'
        + row.eventSeq()
        + '-'
        + Integer.toHexString(seen)
        + '"';
  }
}
