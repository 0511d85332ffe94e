package dev.millrace.api.webhook;

import dev.millrace.docs.Refusals;
import dev.millrace.problem.ProblemException;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The secret that signs callbacks to the URLs that requests name. */
@Controller("/v1/webhook-secret")
@Refusals.Guarded
@Tag(name = "Webhooks")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SecretController {
  private final EndpointService service;
  private final BodyReader reader;

  SecretController(EndpointService service, BodyReader reader) {
    this.service = service;
    this.reader = reader;
  }

  @Get
  @Operation(
      operationId = "getWebhookSecret",
      summary = "See since when the secret of callback URLs is in use",
      description = "Scope webhooks:read. The secret itself is shown only when it is made.")
  @ApiResponse(
      responseCode = "200",
      description = "Since when, and until when the older one signs, too.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = SecretResource.class)))
  @Refusals.NotFound
  @Secured("webhooks:read")
  SecretResource get(@Parameter(hidden = true) Caller caller) {
    return service
        .secret(caller)
        .map(known -> SecretResource.of(known, null))
        .orElseThrow(
            () -> ProblemException.notFound("webhook secret yet; POST /v1/webhook-secret/rotate"));
  }

  @Post("/rotate")
  @Operation(
      operationId = "rotateWebhookSecret",
      summary = "Make or replace the secret of callback URLs",
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
      description = "The new secret.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = SecretResource.class)))
  @Refusals.BadBody
  @Secured("webhooks:write")
  HttpResponse<SecretResource> rotate(
      @Parameter(hidden = true) Caller caller, @Body @Nullable String body) {
    return Answers.secret(HttpResponse.ok(service.rotate(caller, reader.overlap(body))));
  }
}
