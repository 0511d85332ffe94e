package dev.millrace.worker.callback;

import dev.millrace.callback.SigningSecrets.Owner;
import dev.millrace.callback.SigningSecrets.Sealed;
import dev.millrace.lease.Lease;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that this worker holds the lease of.
 *
 * @param endpointId null for a callback URL
 * @param receiver whose slowness it shares
 * @param url where to; null when its endpoint is gone
 * @param isEnabled false when its endpoint is not
 * @param payload the JSON, sent as it is
 * @param attempt the number of this attempt, from 1 with each redrive
 * @param sealed what signs; null when nobody has made a secret yet
 */
record Due(
    Lease lease,
    String organizationId,
    @Nullable UUID endpointId,
    String receiver,
    String eventType,
    UUID subjectId,
    @Nullable String url,
    boolean isEnabled,
    String payload,
    int attempt,
    @Nullable Sealed sealed) {
  Owner owner() {
    return new Owner(organizationId, endpointId);
  }
}
