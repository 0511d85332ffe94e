package dev.millrace.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestRepository;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run that somebody wants.
 *
 * @param actor who, for the history
 * @param organizationId who pays for the models that it asks
 * @param executionKey of the fire that asks for it; null when an operator does
 * @param parameters {@code apply}, {@code max_exercises}; what is left out has its default
 */
public record NewRun(
    UUID id,
    CatalogCommand command,
    String actor,
    String organizationId,
    @Nullable String executionKey,
    ObjectNode parameters) {
  /** One that an operator asks for. */
  public static NewRun byOperator(
      CatalogCommand command, String actor, String organizationId, ObjectNode parameters) {
    return new NewRun(
        ContentRequestRepository.newId(), command, actor, organizationId, null, parameters);
  }
}
