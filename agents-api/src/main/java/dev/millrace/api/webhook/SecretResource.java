package dev.millrace.api.webhook;

import dev.millrace.callback.SigningSecrets.Known;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The secret of the organization's callback URLs as callers see it. */
@Introspected
@Schema(name = "WebhookSecret", description = "What signs callbacks to the URLs of requests.")
record SecretResource(
    @Schema(description = "Shown only when it is made.", example = "whsec_…")
        @Nullable String secret,
    Instant secretSetAt,
    @Schema(description = "Until when the older secret signs, too.")
        @Nullable Instant previousSecretUntil) {

  static SecretResource of(Known known, @Nullable String secret) {
    return new SecretResource(secret, known.setAt(), known.previousUntil());
  }

  /** All but the secret. */
  @Override
  public String toString() {
    return "SecretResource[setAt=" + secretSetAt + "]";
  }
}
