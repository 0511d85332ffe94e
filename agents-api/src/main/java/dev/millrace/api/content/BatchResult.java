package dev.millrace.api.content;

import dev.millrace.content.ContentRequest;
import dev.millrace.problem.Problem;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of each request of a batch, in the order in which they were sent. */
@Introspected
@Schema(
    name = "BatchResult",
    description = "A result per request, in the order in which they were sent.")
record BatchResult(
    @Schema(description = "Requests that were made by this call.") int accepted,
    @Schema(description = "Requests whose correlation_id was known already.") int found,
    @Schema(description = "Requests that were refused.") int refused,
    List<Item> results) {

  static BatchResult of(List<Item> results) {
    return new BatchResult(
        count(results, 202),
        count(results, 200),
        results.size() - count(results, 202) - count(results, 200),
        results);
  }

  private static int count(List<Item> results, int status) {
    return Math.toIntExact(results.stream().filter(each -> each.status() == status).count());
  }

  /** What one request would have been answered alone: a resource or a problem. */
  @Introspected
  @Schema(name = "BatchItem", description = "What one request would have been answered alone.")
  record Item(
      @Schema(description = "202, 200, or 422 and others with a problem.") int status,
      @Nullable String location,
      @Nullable ContentRequestResource request,
      @Nullable Problem problem) {
    static Item of(int status, ContentRequest row) {
      return new Item(
          status, ContentRequestResource.path(row.id()), ContentRequestResource.of(row), null);
    }

    static Item of(Problem problem) {
      return new Item(problem.status(), null, null, problem);
    }
  }
}
