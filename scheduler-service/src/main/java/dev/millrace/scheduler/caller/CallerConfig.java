package dev.millrace.scheduler.caller;

import dev.millrace.security.JwksAddress;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may call for a tick. Bound to {@code millrace.scheduler.callers}; a value exists only if the
 * configuration makes sense.
 *
 * @param auth {@code SCHEDULER_AUTH}: {@code token}, or {@code iam} behind Cloud Run's own check
 * @param cronSecret {@code CRON_SECRET}: the bearer that is good by itself; none when empty
 * @param audiences {@code SCHEDULER_AUDIENCE}: what {@code aud} must be one of
 * @param serviceAccounts {@code SCHEDULER_SERVICE_ACCOUNTS}: e-mail addresses that may call
 * @param issuer {@code SCHEDULER_ISSUER}: the only accepted {@code iss}
 * @param jwksUrl {@code SCHEDULER_JWKS_URL}: where the issuer's public keys are
 * @param clockSkew {@code SCHEDULER_CLOCK_SKEW}: by how much the issuer's clock may differ
 * @param trustHeader {@code SCHEDULER_TRUST_HEADER}: {@code X-Cloudscheduler: true} is enough
 * @param cloudRun {@code K_SERVICE}: the service's name on Cloud Run, and empty elsewhere
 */
@ConfigurationProperties("millrace.scheduler.callers")
record CallerConfig(
    @Bindable(defaultValue = "token") String auth,
    @Nullable String cronSecret,
    @Nullable Set<String> audiences,
    @Nullable Set<String> serviceAccounts,
    @Bindable(defaultValue = "https://accounts.google.com") String issuer,
    @Bindable(defaultValue = "https://www.googleapis.com/oauth2/v3/certs") String jwksUrl,
    @Bindable(defaultValue = "10s") Duration clockSkew,
    @Bindable(defaultValue = "false") boolean trustHeader,
    @Nullable String cloudRun) {

  private static final int MINIMUM_SECRET_BYTES = 16;
  private static final Duration MAXIMUM_SKEW = Duration.ofMinutes(5);

  /**
   * Checks all of it.
   *
   * @throws ConfigurationException with one sentence that names the variable to set
   */
  CallerConfig {
    cronSecret = cronSecret == null ? "" : cronSecret.strip();
    audiences = given(audiences);
    serviceAccounts = given(serviceAccounts);
    cloudRun = cloudRun == null ? "" : cloudRun;
    require(
        List.of("token", "iam").contains(auth),
        "SCHEDULER_AUTH must be token or iam, and is " + auth + ".");
    requireLength(cronSecret);
    require(
        audiences.isEmpty() || !serviceAccounts.isEmpty(),
        "SCHEDULER_SERVICE_ACCOUNTS must name who may call, since SCHEDULER_AUDIENCE is set.");
    require(
        serviceAccounts.isEmpty() || !audiences.isEmpty(),
        "SCHEDULER_AUDIENCE must be set, since SCHEDULER_SERVICE_ACCOUNTS is.");
    require(
        auth.equals("token") || !audiences.isEmpty(),
        "SCHEDULER_AUTH iam needs SCHEDULER_AUDIENCE and SCHEDULER_SERVICE_ACCOUNTS.");
    serviceAccounts.forEach(
        account ->
            require(
                account.contains("@"),
                "SCHEDULER_SERVICE_ACCOUNTS must be e-mail addresses, and one is " + account));
    require(!issuer.isBlank(), "SCHEDULER_ISSUER must not be empty.");
    JwksAddress.of("SCHEDULER_JWKS_URL", jwksUrl);
    require(
        !clockSkew.isNegative() && clockSkew.compareTo(MAXIMUM_SKEW) <= 0,
        "SCHEDULER_CLOCK_SKEW must be between 0s and 5m.");
  }

  /** Whether the platform has checked the token's signature, and taken it away. */
  boolean behindIam() {
    return auth.equals("iam");
  }

  /** Whether identity tokens are good for anything here. */
  boolean acceptsTokens() {
    return !audiences().isEmpty();
  }

  /** Whether there is a cron secret. */
  boolean acceptsSecret() {
    return !cronSecret().isEmpty();
  }

  JwksAddress keys() {
    return JwksAddress.of("SCHEDULER_JWKS_URL", jwksUrl);
  }

  @Override
  public String cronSecret() {
    return cronSecret == null ? "" : cronSecret;
  }

  @Override
  public Set<String> audiences() {
    return audiences == null ? Set.of() : audiences;
  }

  @Override
  public Set<String> serviceAccounts() {
    return serviceAccounts == null ? Set.of() : serviceAccounts;
  }

  private static Set<String> given(@Nullable Set<String> values) {
    return values == null
        ? Set.of()
        : values.stream()
            .map(String::strip)
            .filter(value -> !value.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
  }

  private static void requireLength(String secret) {
    int bytes = secret.getBytes(StandardCharsets.UTF_8).length;
    require(
        bytes == 0 || bytes >= MINIMUM_SECRET_BYTES,
        "CRON_SECRET must hold at least "
            + MINIMUM_SECRET_BYTES
            + " bytes, and holds "
            + bytes
            + "; make one with: openssl rand -hex 32");
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new ConfigurationException(sentence);
    }
  }

  /** All but the secret. */
  @Override
  public String toString() {
    return "CallerConfig[auth="
        + auth
        + ", audiences="
        + audiences
        + ", serviceAccounts="
        + serviceAccounts
        + ", issuer="
        + issuer
        + ", jwksUrl="
        + jwksUrl
        + ", clockSkew="
        + clockSkew
        + ", trustHeader="
        + trustHeader
        + ", cloudRun="
        + cloudRun
        + "]";
  }
}
