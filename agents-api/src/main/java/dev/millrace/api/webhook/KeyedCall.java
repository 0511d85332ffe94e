package dev.millrace.api.webhook;

import dev.millrace.api.idempotency.IdempotencyKey;
import dev.millrace.api.idempotency.IdempotencyRepository;
import dev.millrace.api.idempotency.IdempotencyRepository.Name;
import dev.millrace.api.idempotency.IdempotencyRepository.Taken;
import dev.millrace.api.idempotency.IdempotencyRepository.Taking;
import dev.millrace.api.idempotency.KeyProblems;
import dev.millrace.problem.ProblemException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sees to it that a call that is repeated with its key makes nothing anew. */
@Singleton
final class KeyedCall {
  private final IdempotencyRepository keys;

  KeyedCall(IdempotencyRepository keys) {
    this.keys = keys;
  }

  /**
   * Takes the key for what is about to be made.
   *
   * @return what an earlier call of the key has made; empty when this is the first
   * @throws ProblemException 422 when it was sent with another body
   */
  Optional<UUID> earlier(
      Connection connection, String organizationId, @Nullable IdempotencyKey key, UUID id) {
    if (key == null) {
      return Optional.empty();
    }
    Name name = new Name(organizationId, key.value());
    Taking taking = new Taking(name, key.bodyHash(), List.of(id));
    if (!keys.take(connection, List.of(taking)).isEmpty()) {
      return Optional.empty();
    }
    Taken taken = keys.find(connection, List.of(name)).get(name);
    if (taken == null) {
      throw KeyProblems.concurrent();
    }
    if (!taken.bodyHash().equals(key.bodyHash())) {
      throw new ProblemException(KeyProblems.keyTaken());
    }
    return Optional.of(taken.resourceIds().getFirst());
  }
}
