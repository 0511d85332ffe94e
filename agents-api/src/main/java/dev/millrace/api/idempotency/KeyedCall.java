package dev.millrace.api.idempotency;

import dev.millrace.api.idempotency.IdempotencyRepository.Name;
import dev.millrace.api.idempotency.IdempotencyRepository.Taken;
import dev.millrace.api.idempotency.IdempotencyRepository.Taking;
import dev.millrace.database.DatabaseException;
import dev.millrace.problem.ProblemException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a call that is repeated with its key makes nothing anew. Safe for use by many
 * threads.
 */
@Singleton
public final class KeyedCall {
  /** The header that tells of an answer that it is an earlier call's. */
  public static final String REPLAYED = "Idempotency-Replayed";

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
  public Optional<UUID> earlier(
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

  /** Remembers that the key of this transaction led to something that was there before. */
  public void ledTo(
      Connection connection, String organizationId, @Nullable IdempotencyKey key, UUID id) {
    if (key != null) {
      keys.ledTo(connection, new Name(organizationId, key.value()), List.of(id));
    }
  }

  /** Waits for a concurrent call of the same key, and says so when that takes too long. */
  public static <T> T unlessBusy(Supplier<T> call) {
    try {
      return call.get();
    } catch (DatabaseException failure) {
      throw failure.isLockTimeout() ? KeyProblems.concurrent() : failure;
    }
  }
}
