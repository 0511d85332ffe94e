package dev.millrace.scheduler.storage.json;

import dev.millrace.content.ContentRequestRepository;
import dev.millrace.scheduler.storage.Calls;
import dev.millrace.security.Caller;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What callers did. */
record JsonCalls(State state, Instant now) implements Calls {
  private static final int HASH_BYTES = 32;

  @Override
  public Optional<Earlier> takeKey(String organizationId, String key, byte[] hash, UUID id) {
    Refusal.check(hash.length == HASH_BYTES, "idempotency_keys_body_hash_check");
    String digits = HexFormat.of().formatHex(hash);
    Optional<Earlier> earlier =
        state
            .keys
            .find(StoredKey.of(organizationId, key))
            .map(known -> new Earlier(known.resourceId(), known.bodyHash().equals(digits)));
    if (earlier.isEmpty()) {
      state.keys.put(new StoredKey(organizationId, key, digits, id, now));
    }
    return earlier;
  }

  @Override
  public void audit(Caller caller, String action, UUID schedule, Map<String, String> detail) {
    state.calls.put(
        new StoredCall(
            ContentRequestRepository.newId(),
            caller.organizationId(),
            caller.subject(),
            action,
            schedule.toString(),
            detail,
            now));
  }
}
