package dev.millrace.api.catalog;

import dev.millrace.catalog.Reversal;
import dev.millrace.catalog.Reversals;
import dev.millrace.docs.Refusals;
import dev.millrace.paging.Query;
import dev.millrace.problem.ProblemException;
import dev.millrace.security.Caller;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Undoes changes. */
@Controller("/v1/catalog/changes/{id}/revert")
@Refusals.Guarded
@Tag(name = "Catalog")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RevertController {
  private final Reversals reversals;

  RevertController(Reversals reversals) {
    this.reversals = reversals;
  }

  /** The changes that undid one, and what stood on it. */
  @Introspected
  @Schema(name = "CatalogReversal")
  record Reverted(List<UUID> changes) {}

  @Post
  @Operation(
      operationId = "revertCatalogChange",
      summary = "Undo a change",
      description =
          "Scope catalog:write. 409 when later changes stand on it, or when it is undone already."
              + " The undoing is a change of its own.",
      parameters =
          @Parameter(
              in = ParameterIn.QUERY,
              name = "cascade",
              description = "Undo the later changes too.",
              schema = @Schema(implementation = Boolean.class, defaultValue = "false")))
  @ApiResponse(
      responseCode = "200",
      description = "Undone.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = Reverted.class)))
  @Refusals.BadParameter
  @Refusals.NotFound
  @Refusals.Conflict
  @Secured("catalog:write")
  Reverted revert(@Parameter(hidden = true) Caller caller, String id, HttpRequest<?> request) {
    UUID change = CatalogPages.id(id, "catalog change");
    Query query = new Query(request).onlyKnows(Set.of("cascade"));
    boolean isCascade = CatalogPages.flag(query, "cascade");
    query.throwIfInvalid();
    return switch (reversals.revert(change, isCascade, CatalogRequests.actor(caller))) {
      case Reversal.Reverted reverted -> new Reverted(reverted.changes());
      case Reversal.Refused refused -> throw ProblemException.conflict(refused.reason());
      case Reversal.Unknown() -> throw ProblemException.notFound("catalog change " + change);
    };
  }
}
