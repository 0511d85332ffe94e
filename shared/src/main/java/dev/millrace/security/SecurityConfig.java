package dev.millrace.security;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens are good, and whether metrics are open without one. Bound to {@code
 * millrace.security}.
 *
 * @param algorithm {@code ALGORITHM}: the only accepted signature
 * @param secretKey {@code SECRET_KEY}: the shared key of HS256
 * @param jwksUrl {@code JWKS_URL}: where the public keys of RS256 are
 * @param issuer {@code JWT_ISSUER}: the only accepted {@code iss}; any when empty
 * @param audience {@code JWT_AUDIENCE}: what {@code aud} must contain; anything when empty
 * @param clockSkew {@code JWT_CLOCK_SKEW}: by how much the issuer's clock may differ from ours
 * @param openMetrics {@code OPEN_METRICS}: /prometheus without a token
 */
@ConfigurationProperties("millrace.security")
record SecurityConfig(
    @Bindable(defaultValue = "HS256") String algorithm,
    @Nullable String secretKey,
    @Nullable String jwksUrl,
    @Nullable String issuer,
    @Nullable String audience,
    @Bindable(defaultValue = "10s") Duration clockSkew,
    @Bindable(defaultValue = "false") boolean openMetrics) {

  private static final int MINIMUM_KEY_BYTES = 32;

  /** Where the keys come from; a value exists only if the configuration makes sense. */
  sealed interface Keys {
    /** HS256. */
    record Secret(SecretKey key) implements Keys {
      @Override
      public String toString() {
        return "Secret[…]";
      }
    }

    /** RS256. */
    record Remote(JwksAddress jwks) implements Keys {}
  }

  /**
   * The keys that the configuration names.
   *
   * @throws ConfigurationException with one sentence that names the variable to set
   */
  Keys keys() {
    return switch (algorithm) {
      case "HS256" -> secret();
      case "RS256" -> remote();
      default ->
          throw new ConfigurationException(
              "ALGORITHM must be HS256 or RS256, and is " + algorithm + ".");
    };
  }

  Optional<String> requiredIssuer() {
    return given(issuer);
  }

  Optional<String> requiredAudience() {
    return given(audience);
  }

  private Keys secret() {
    byte[] key = given(secretKey).orElse("").getBytes(StandardCharsets.UTF_8);
    if (key.length < MINIMUM_KEY_BYTES) {
      throw new ConfigurationException(
          "SECRET_KEY must hold at least "
              + MINIMUM_KEY_BYTES
              + " bytes for ALGORITHM HS256, and holds "
              + key.length
              + "; make one with: openssl rand -base64 48");
    }
    return new Keys.Secret(new SecretKeySpec(key, "HmacSHA256"));
  }

  private Keys remote() {
    return given(jwksUrl)
        .map(url -> new Keys.Remote(JwksAddress.of("JWKS_URL", url)))
        .orElseThrow(() -> new ConfigurationException("JWKS_URL must be set for ALGORITHM RS256."));
  }

  private static Optional<String> given(@Nullable String value) {
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }

  /** All but the key. */
  @Override
  public String toString() {
    return "SecurityConfig[algorithm="
        + algorithm
        + ", jwksUrl="
        + jwksUrl
        + ", issuer="
        + issuer
        + ", audience="
        + audience
        + ", clockSkew="
        + clockSkew
        + ", openMetrics="
        + openMetrics
        + "]";
  }
}
