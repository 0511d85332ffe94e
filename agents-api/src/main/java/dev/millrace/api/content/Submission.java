package dev.millrace.api.content;

import dev.millrace.api.idempotency.IdempotencyKey;
import dev.millrace.api.idempotency.IdempotencyRepository;
import dev.millrace.content.Intake;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way into the table.
 *
 * @param key the caller's idempotency key, if there is one
 * @param bytes how long the body was
 */
record Submission(Intake intake, @Nullable IdempotencyKey key, int bytes) {
  /** The key in its organization; only to be asked when there is one. */
  IdempotencyRepository.Name name() {
    if (key == null) {
      throw new IllegalStateException("The call came without an idempotency key");
    }
    return new IdempotencyRepository.Name(intake.organizationId(), key.value());
  }
}
