package dev.millrace.worker.handover;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of what runs have made. Both are optional, and named by the operator.
 *
 * @param productUrl {@code PRODUCT_API_URL}: is posted each result with its picture
 * @param productKey {@code PRODUCT_API_KEY}: goes with it as a bearer token
 * @param adminUrl {@code ADMIN_API_URL}: is posted each finished task
 * @param secret {@code HANDOVER_SECRET}: signs what is posted
 * @param chatUrl {@code CHAT_API_URL}: where answers to what is asked in Google Chat are posted
 * @param timeLimit the most that one post may take
 * @param firstPause before the first repetition; it doubles with each, up to an hour
 * @param giveUpAfter how long a post is repeated that is not taken
 */
@ConfigurationProperties("millrace.handover")
record HandoverConfig(
    @Nullable String productUrl,
    @Nullable String productKey,
    @Nullable String adminUrl,
    @Nullable String secret,
    @Bindable(defaultValue = "https://chat.googleapis.com") String chatUrl,
    @Bindable(defaultValue = "30s") Duration timeLimit,
    @Bindable(defaultValue = "5s") Duration firstPause,
    @Bindable(defaultValue = "1d") Duration giveUpAfter) {

  /**
   * Checks all but the secret's form.
   *
   * @throws ConfigurationException with one sentence that names the variable to set
   */
  HandoverConfig {
    productUrl = stripped(productUrl);
    productKey = stripped(productKey);
    adminUrl = stripped(adminUrl);
    secret = stripped(secret);
    if (secret.isEmpty() && !(productUrl.isEmpty() && adminUrl.isEmpty())) {
      throw new ConfigurationException(
          "HANDOVER_SECRET must be set, since PRODUCT_API_URL or ADMIN_API_URL is; make one with:"
              + " openssl rand -base64 32");
    }
    if (!timeLimit.isPositive() || !firstPause.isPositive() || !giveUpAfter.isPositive()) {
      throw new ConfigurationException(
          "HANDOVER_TIME_LIMIT, and first-pause and give-up-after of millrace.handover, must be more"
              + " than 0s.");
    }
  }

  /** Where results go, if anywhere. */
  Optional<URI> product() {
    return url("PRODUCT_API_URL", productUrl);
  }

  /** Where finished tasks go, if anywhere. */
  Optional<URI> admin() {
    return url("ADMIN_API_URL", adminUrl);
  }

  /** Where answers to what is asked in Google Chat go. */
  URI chat() {
    return url("CHAT_API_URL", chatUrl)
        .orElseThrow(() -> new ConfigurationException("CHAT_API_URL must not be empty."));
  }

  /** All but the secrets. */
  @Override
  public String toString() {
    return "HandoverConfig[productUrl="
        + productUrl
        + ", adminUrl="
        + adminUrl
        + ", chatUrl="
        + chatUrl
        + "]";
  }

  private static Optional<URI> url(String variable, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(URI.create(text));
    } catch (IllegalArgumentException malformed) {
      throw new ConfigurationException(variable + " must be a URL.");
    }
  }

  private static String stripped(@Nullable String text) {
    return text == null ? "" : text.strip();
  }
}
