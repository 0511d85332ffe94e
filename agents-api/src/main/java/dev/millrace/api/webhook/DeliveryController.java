package dev.millrace.api.webhook;

import dev.millrace.docs.Refusals;
import dev.millrace.paging.Cursor;
import dev.millrace.paging.Page;
import dev.millrace.paging.Query;
import dev.millrace.problem.ProblemException;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;

/** The log of deliveries: what was told to whom, what became of it, and how it is told again. */
@Controller("/v1/webhook-deliveries")
@Refusals.Guarded
@Tag(name = "Webhooks")
@ExecuteOn(TaskExecutors.BLOCKING)
final class DeliveryController {
  private final DeliveryService deliveries;

  DeliveryController(DeliveryService deliveries) {
    this.deliveries = deliveries;
  }

  @Get
  @Operation(
      operationId = "listWebhookDeliveries",
      summary = "List deliveries, the newest first",
      description = "Scope webhooks:read. Deliveries that have ended are kept for 30 days.",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "state",
            description = "Only of that state.",
            schema =
                @Schema(
                    type = "string",
                    allowableValues = {"pending", "delivering", "delivered", "failed"})),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "endpoint_id",
            description = "Only to that endpoint.",
            schema = @Schema(type = "string", format = "uuid")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "event_type",
            description = "Only of that event.",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "subject_id",
            description = "Only of what has that id, such as a request.",
            schema = @Schema(type = "string", format = "uuid")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "created_after",
            description = "Only younger ones.",
            schema = @Schema(type = "string", format = "date-time")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "created_before",
            description = "Only older ones.",
            schema = @Schema(type = "string", format = "date-time")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "cursor",
            description = "next_cursor of the page before.",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "limit",
            description = "How many, 1 to 200.",
            schema =
                @Schema(
                    implementation = Integer.class,
                    minimum = "1",
                    maximum = "200",
                    defaultValue = "50"))
      })
  @ApiResponse(responseCode = "200", description = "A page of deliveries.")
  @Refusals.BadParameter
  @Secured("webhooks:read")
  HttpResponse<Page<DeliveryResource>> list(
      @Parameter(hidden = true) Caller caller, HttpRequest<?> request) {
    Query query = new Query(request).onlyKnows(DeliveryFilter.PARAMETERS);
    DeliveryFilter filter = DeliveryFilter.read(query, caller.organizationId());
    int limit = query.limit();
    String cursor = query.text("cursor");
    query.throwIfInvalid();
    Cursor from = cursor == null ? null : Cursor.decode(cursor, filter.name());
    Page<DeliveryResource> page =
        Page.of(
            deliveries.list(filter, from, limit + 1),
            limit,
            filter.name(),
            row -> new Cursor(row.createdAt(), row.id()),
            DeliveryResource::of);
    return Page.answer(page, request);
  }

  @Get("/{id}")
  @Operation(
      operationId = "getWebhookDelivery",
      summary = "See a delivery with its payload and attempts",
      description = "Scope webhooks:read.")
  @ApiResponse(
      responseCode = "200",
      description = "The delivery.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = DeliveryResource.class)))
  @Refusals.NotFound
  @Secured("webhooks:read")
  DeliveryResource get(@Parameter(hidden = true) Caller caller, String id) {
    UUID delivery = Answers.id(id, "webhook delivery");
    return deliveries
        .find(caller, delivery)
        .map(DeliveryResource::whole)
        .orElseThrow(() -> ProblemException.notFound("webhook delivery " + delivery));
  }

  @Post("/redrive")
  @Operation(
      operationId = "redriveWebhookDeliveries",
      summary = "Make deliveries again",
      description =
          "Scope webhooks:write. Each is tried for another day, under its old webhook-id. Audited.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = Documents.DeliveryRedrive.class)))
  @ApiResponse(
      responseCode = "200",
      description = "What became of each delivery.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = RedriveResult.class)))
  @Refusals.BadBody
  @Consumes(MediaType.APPLICATION_JSON)
  @Secured("webhooks:write")
  RedriveResult redrive(@Parameter(hidden = true) Caller caller, @Body byte[] body) {
    return deliveries.redrive(caller, RedriveCommand.read(body, caller.organizationId()));
  }
}
