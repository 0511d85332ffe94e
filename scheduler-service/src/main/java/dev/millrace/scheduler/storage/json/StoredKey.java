package dev.millrace.scheduler.storage.json;

import java.time.Instant;
import java.util.UUID;

/** What an {@code Idempotency-Key} led to. */
record StoredKey(
    String organizationId, String key, String bodyHash, UUID resourceId, Instant createdAt) {
  StoredKey {
    Bounds.text(key, 255, "idempotency_keys_key_check");
  }

  /** Its key in the table: no organization's name has a blank. */
  static String of(String organizationId, String key) {
    return organizationId + " " + key;
  }

  String id() {
    return of(organizationId, key);
  }
}
