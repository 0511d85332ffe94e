package dev.millrace.scheduler.storage;

import dev.millrace.security.Caller;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What callers did, and what each {@code Idempotency-Key} led to. */
public interface Calls {
  /** What a key led to before, and whether with the same body. */
  record Earlier(UUID id, boolean isSame) {}

  /**
   * Takes an organization's key for a resource that is about to be made; answers what it led to
   * before. A concurrent unit with the same key is waited for.
   *
   * @param hash of what is compared, 32 bytes
   */
  Optional<Earlier> takeKey(String organizationId, String key, byte[] hash, UUID id);

  /** Writes that a caller did something to a schedule. */
  void audit(Caller caller, String action, UUID schedule, Map<String, String> detail);
}
