package dev.millrace.scheduler.administration;

import dev.millrace.docs.Refusals;
import dev.millrace.paging.Cursor;
import dev.millrace.paging.Page;
import dev.millrace.paging.Query;
import dev.millrace.problem.ProblemException;
import dev.millrace.scheduler.administration.ScheduleService.Created;
import dev.millrace.scheduler.storage.ScheduleFilter;
import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.scheduler.storage.Transaction;
import dev.millrace.scheduler.storage.Views;
import dev.millrace.security.Caller;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Schedules over HTTP. A caller sees those of its own organization. */
@Controller("/v1/schedules")
@Tag(name = "Schedules")
@Refusals.Guarded
@ExecuteOn(TaskExecutors.BLOCKING)
final class ScheduleController {
  private static final String JSON = "application/json";
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final List<String> DECISIONS = List.of("fired", "skipped", "deferred");

  private final ScheduleService service;
  private final ScheduleStorage storage;

  ScheduleController(ScheduleService service, ScheduleStorage storage) {
    this.service = service;
    this.storage = storage;
  }

  /** The execution keys whose leases were taken away. */
  @Introspected
  @Schema(name = "Released", description = "The execution keys whose leases were taken away.")
  record Released(List<String> released) {}

  @Post
  @Described.Create
  @Consumes(JSON)
  @Secured("schedules:write")
  HttpResponse<ScheduleResource> create(
      @Parameter(hidden = true) Caller caller,
      @Body byte[] body,
      @Parameter(
              description =
                  "1 to 255 visible ASCII characters. The same key and body give the first answer"
                      + " again.")
          @Header(CreationKeys.HEADER)
          @Nullable String key) {
    if (key != null) {
      CreationKeys.check(key);
    }
    Created created = service.create(caller, body, key);
    ScheduleResource resource = resource(caller, created.id());
    MutableHttpResponse<ScheduleResource> answer =
        switch (created) {
          case Created.Fresh fresh -> HttpResponse.created(resource);
          case Created.Replayed replayed ->
              HttpResponse.created(resource).header("Idempotency-Replayed", "true");
          case Created.Known known -> HttpResponse.ok(resource);
        };
    return answer.headers(headers -> headers.location(URI.create("/v1/schedules/" + created.id())));
  }

  @Get("/{id}")
  @Described.Get
  @Secured("schedules:read")
  ScheduleResource get(@Parameter(hidden = true) Caller caller, String id) {
    return resource(caller, id(id));
  }

  @Get
  @Described.ListAll
  @Secured("schedules:read")
  HttpResponse<Page<ScheduleResource>> list(
      @Parameter(hidden = true) Caller caller, HttpRequest<?> request) {
    ScheduleFilter.Part part = ScheduleQuery.read(request, caller.organizationId());
    Page<ScheduleResource> page =
        Page.of(
            storage.read(unit -> unit.views().list(part)),
            part.limit(),
            part.filter().name(),
            view -> new Cursor(view.schedule().times().createdAt(), view.schedule().id()),
            ScheduleResource::of);
    return Page.answer(page, request);
  }

  @Patch("/{id}")
  @Described.Patch
  @Consumes({JSON, MERGE_PATCH})
  @Secured("schedules:write")
  ScheduleResource patch(@Parameter(hidden = true) Caller caller, String id, @Body byte[] body) {
    service.patch(caller, id(id), body);
    return resource(caller, id(id));
  }

  @Delete("/{id}")
  @Described.Delete
  @Status(HttpStatus.NO_CONTENT)
  @Secured("schedules:write")
  void delete(@Parameter(hidden = true) Caller caller, String id) {
    service.delete(caller, id(id));
  }

  @Post("/{id}/pause")
  @Described.Pause
  @Status(HttpStatus.OK)
  @Secured("schedules:write")
  ScheduleResource pause(@Parameter(hidden = true) Caller caller, String id) {
    service.pause(caller, id(id));
    return resource(caller, id(id));
  }

  @Post("/{id}/resume")
  @Described.Resume
  @Status(HttpStatus.OK)
  @Secured("schedules:write")
  ScheduleResource resume(@Parameter(hidden = true) Caller caller, String id) {
    service.resume(caller, id(id));
    return resource(caller, id(id));
  }

  @Post("/{id}/run")
  @Described.Run
  @Status(HttpStatus.ACCEPTED)
  @Secured("schedules:write")
  DecisionResource run(@Parameter(hidden = true) Caller caller, String id) {
    UUID schedule = id(id);
    Instant slot = service.run(caller, schedule);
    return storage
        .read(unit -> unit.views().decision(schedule, slot))
        .map(DecisionResource::of)
        .orElseThrow(() -> ScheduleService.notFound(schedule));
  }

  @Post("/{id}/release")
  @Described.Release
  @Status(HttpStatus.OK)
  @Secured("schedules:write")
  Released release(@Parameter(hidden = true) Caller caller, String id) {
    return new Released(service.release(caller, id(id)));
  }

  @Get("/{id}/preview")
  @Described.Preview
  @Secured("schedules:read")
  PreviewResource preview(
      @Parameter(hidden = true) Caller caller, String id, HttpRequest<?> request) {
    Query query = new Query(request).onlyKnows(Set.of("count"));
    int count = query.number("count", 10, 1, 100);
    query.throwIfInvalid();
    return PreviewResource.of(
        view(caller, id(id)).schedule(), storage.read(Transaction::now), count);
  }

  @Get("/{id}/decisions")
  @Described.Decisions
  @Secured("schedules:read")
  HttpResponse<Page<DecisionResource>> decisions(
      @Parameter(hidden = true) Caller caller, String id, HttpRequest<?> request) {
    UUID schedule = view(caller, id(id)).schedule().id();
    Query query = new Query(request).onlyKnows(Set.of("decision", "cursor", "limit"));
    String decision =
        query.oneOf("decision", text -> Optional.of(text).filter(DECISIONS::contains), DECISIONS);
    int limit = query.limit();
    String cursor = query.text("cursor");
    query.throwIfInvalid();
    String list = schedule + " " + decision;
    Instant before = cursor == null ? null : Cursor.decode(cursor, list).createdAt();
    List<Views.RecordedDecision> rows =
        storage.read(
            unit ->
                unit.views()
                    .decisions(caller.organizationId(), schedule, before, decision, limit + 1));
    Page<DecisionResource> page =
        Page.of(rows, limit, list, row -> new Cursor(row.dueAt(), schedule), DecisionResource::of);
    return Page.answer(page, request);
  }

  private ScheduleResource resource(Caller caller, UUID id) {
    return ScheduleResource.of(view(caller, id));
  }

  private Views.ScheduleView view(Caller caller, UUID id) {
    return storage
        .read(unit -> unit.views().find(caller.organizationId(), id))
        .orElseThrow(() -> ScheduleService.notFound(id));
  }

  private static UUID id(String text) {
    if (!UUID_FORM.matcher(text).matches()) {
      throw ProblemException.notFound("schedule of that id, which is not a UUID");
    }
    return UUID.fromString(text);
  }
}
