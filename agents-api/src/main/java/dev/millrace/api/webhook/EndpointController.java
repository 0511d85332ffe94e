package dev.millrace.api.webhook;

import dev.millrace.api.idempotency.IdempotencyKey;
import dev.millrace.api.idempotency.KeyedCall;
import dev.millrace.docs.Refusals;
import dev.millrace.paging.Cursor;
import dev.millrace.paging.Page;
import dev.millrace.paging.Query;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Patch;
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
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Webhook endpoints: where an organization is told of what ends. */
@Controller("/v1/webhook-endpoints")
@Refusals.Guarded
@Tag(name = "Webhooks")
@ExecuteOn(TaskExecutors.BLOCKING)
final class EndpointController {
  private final EndpointService service;
  private final DeliveryService deliveries;
  private final BodyReader reader;

  EndpointController(EndpointService service, DeliveryService deliveries, BodyReader reader) {
    this.service = service;
    this.deliveries = deliveries;
    this.reader = reader;
  }

  @Post
  @Operation(
      operationId = "createWebhookEndpoint",
      summary = "Ask to be told of ends",
      description =
          "Scope webhooks:write. The answer holds the secret that signs; it is never shown again. A"
              + " repeated Idempotency-Key gives the endpoint without it.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = Documents.NewWebhookEndpoint.class)))
  @ApiResponse(
      responseCode = "201",
      description = "Made; Location is where it is.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = EndpointResource.class)))
  @Refusals.BadBody
  @Refusals.Conflict
  @Consumes(MediaType.APPLICATION_JSON)
  @Secured("webhooks:write")
  HttpResponse<EndpointResource> create(
      @Parameter(hidden = true) Caller caller,
      @Body byte[] body,
      @Header(IdempotencyKey.HEADER) @Nullable String idempotencyKey,
      HttpRequest<?> request) {
    IdempotencyKey key = IdempotencyKey.of(idempotencyKey, request.getPath(), body);
    NewEndpoint endpoint = reader.endpoint(body);
    EndpointService.Made made = KeyedCall.unlessBusy(() -> service.create(caller, endpoint, key));
    MutableHttpResponse<EndpointResource> response =
        Answers.secret(
            HttpResponse.created(EndpointResource.of(made.endpoint(), made.secret()))
                .header(HttpHeaders.LOCATION, EndpointResource.path(made.endpoint().id())));
    return made.secret() == null ? response.header(KeyedCall.REPLAYED, "true") : response;
  }

  @Get
  @Operation(
      operationId = "listWebhookEndpoints",
      summary = "List the endpoints, the newest first",
      description = "Scope webhooks:read.",
      parameters = {
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
  @ApiResponse(responseCode = "200", description = "A page of endpoints.")
  @Refusals.BadParameter
  @Secured("webhooks:read")
  HttpResponse<Page<EndpointResource>> list(
      @Parameter(hidden = true) Caller caller, HttpRequest<?> request) {
    Query query = new Query(request).onlyKnows(Set.of("cursor", "limit"));
    int limit = query.limit();
    String cursor = query.text("cursor");
    query.throwIfInvalid();
    String name = "webhook endpoints of " + caller.organizationId();
    Page<EndpointResource> page =
        Page.of(
            service.list(caller, cursor == null ? null : Cursor.decode(cursor, name), limit + 1),
            limit,
            name,
            row -> new Cursor(row.createdAt(), row.id()),
            EndpointResource::of);
    return Page.answer(page, request);
  }

  @Get("/{id}")
  @Operation(
      operationId = "getWebhookEndpoint",
      summary = "See an endpoint",
      description = "Scope webhooks:read.")
  @ApiResponse(
      responseCode = "200",
      description = "The endpoint, without its secret.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = EndpointResource.class)))
  @Refusals.NotFound
  @Secured("webhooks:read")
  EndpointResource get(@Parameter(hidden = true) Caller caller, String id) {
    return EndpointResource.of(service.get(caller, id(id)));
  }

  @Patch("/{id}")
  @Operation(
      operationId = "changeWebhookEndpoint",
      summary = "Change an endpoint",
      description = "Scope webhooks:write. What is absent stays. Audited.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = Documents.WebhookEndpointChange.class)))
  @ApiResponse(
      responseCode = "200",
      description = "The endpoint as it is now.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = EndpointResource.class)))
  @Refusals.BadBody
  @Refusals.NotFound
  @Consumes(MediaType.APPLICATION_JSON)
  @Secured("webhooks:write")
  EndpointResource change(@Parameter(hidden = true) Caller caller, String id, @Body byte[] body) {
    UUID endpoint = id(id);
    return EndpointResource.of(service.change(caller, endpoint, reader.change(body)));
  }

  @Delete("/{id}")
  @Operation(
      operationId = "deleteWebhookEndpoint",
      summary = "Delete an endpoint",
      description =
          "Scope webhooks:write. What has not been delivered yet fails. The log of deliveries"
              + " stays. Audited.")
  @ApiResponse(responseCode = "204", description = "Deleted.")
  @Refusals.NotFound
  @Secured("webhooks:write")
  HttpResponse<?> delete(@Parameter(hidden = true) Caller caller, String id) {
    service.delete(caller, id(id));
    return HttpResponse.noContent();
  }

  @Post("/{id}/enable")
  @Operation(
      operationId = "enableWebhookEndpoint",
      summary = "Tell an endpoint again",
      description = "Scope webhooks:write. Enabling twice is no mistake. Audited.")
  @ApiResponse(
      responseCode = "200",
      description = "Enabled.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = EndpointResource.class)))
  @Refusals.NotFound
  @Secured("webhooks:write")
  EndpointResource enable(@Parameter(hidden = true) Caller caller, String id) {
    return EndpointResource.of(service.change(caller, id(id), EndpointChange.enabled(true)));
  }

  @Post("/{id}/disable")
  @Operation(
      operationId = "disableWebhookEndpoint",
      summary = "Tell an endpoint nothing more",
      description =
          "Scope webhooks:write. What falls due while it is disabled fails, and can be redriven."
              + " Audited.")
  @ApiResponse(
      responseCode = "200",
      description = "Disabled.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = EndpointResource.class)))
  @Refusals.NotFound
  @Secured("webhooks:write")
  EndpointResource disable(@Parameter(hidden = true) Caller caller, String id) {
    return EndpointResource.of(service.change(caller, id(id), EndpointChange.enabled(false)));
  }

  @Post("/{id}/rotate")
  @Operation(
      operationId = "rotateWebhookEndpointSecret",
      summary = "Replace the secret of an endpoint",
      description =
          "Scope webhooks:write. The answer holds the new secret; it is never shown again. The older"
              + " one signs, too, until overlap is over: a day unless said otherwise. Audited.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = Documents.SecretRotation.class)))
  @ApiResponse(
      responseCode = "200",
      description = "The endpoint with its new secret.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = EndpointResource.class)))
  @Refusals.BadBody
  @Refusals.NotFound
  @Secured("webhooks:write")
  HttpResponse<EndpointResource> rotate(
      @Parameter(hidden = true) Caller caller, String id, @Body @Nullable String body) {
    UUID endpoint = id(id);
    EndpointService.Made made = service.rotate(caller, endpoint, reader.overlap(body));
    return Answers.secret(HttpResponse.ok(EndpointResource.of(made.endpoint(), made.secret())));
  }

  @Post("/{id}/test")
  @Operation(
      operationId = "testWebhookEndpoint",
      summary = "Send an endpoint something",
      description =
          "Scope webhooks:write. An event webhook.test, sent once; Location is where to see what"
              + " became of it.")
  @ApiResponse(
      responseCode = "202",
      description = "On its way.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = DeliveryResource.class)))
  @Refusals.NotFound
  @Refusals.Conflict
  @Secured("webhooks:write")
  HttpResponse<DeliveryResource> test(
      @Parameter(hidden = true) Caller caller,
      String id,
      @Header(IdempotencyKey.HEADER) @Nullable String idempotencyKey,
      HttpRequest<?> request) {
    UUID endpoint = id(id);
    IdempotencyKey key = IdempotencyKey.of(idempotencyKey, request.getPath(), new byte[0]);
    DeliveryService.Made made =
        KeyedCall.unlessBusy(() -> deliveries.test(caller, service.get(caller, endpoint), key));
    MutableHttpResponse<DeliveryResource> response =
        HttpResponse.accepted()
            .body(DeliveryResource.of(made.delivery()))
            .header(HttpHeaders.LOCATION, DeliveryResource.path(made.delivery().id()));
    return made.isReplayed() ? response.header(KeyedCall.REPLAYED, "true") : response;
  }

  private static UUID id(String text) {
    return Answers.id(text, "webhook endpoint");
  }
}
