package dev.millrace.api.chat;

import dev.millrace.content.Organizations;
import dev.millrace.security.JwksAddress;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The Chat app. Bound to {@code millrace.chat}; without an audience no event is taken.
 *
 * @param audiences {@code CHAT_AUDIENCE}: what {@code aud} must be one of, each the number of the
 *     app's project or the URL of the endpoint, as the app is set up
 * @param allowedSenders {@code CHAT_ALLOWED_SENDERS}: e-mail addresses, or names such as {@code
 *     users/123}; an empty list allows nobody
 * @param organization {@code CHAT_ORGANIZATION}: whose runs they are; the default one when empty
 * @param timeLimit {@code CHAT_TIME_LIMIT}: how long a call is held at most; Chat waits 30 s
 * @param jwksUrl {@code CHAT_JWKS_URL}: the keys of Chat, which sign for a project's number
 * @param oidcJwksUrl {@code CHAT_OIDC_JWKS_URL}: the keys of Google, which sign for a URL
 * @param clockSkew by how much Google's clock may differ
 */
@ConfigurationProperties("millrace.chat")
record ChatConfig(
    @Nullable Set<String> audiences,
    @Nullable Set<String> allowedSenders,
    @Nullable String organization,
    @Bindable(defaultValue = "25s") Duration timeLimit,
    @Bindable(
            defaultValue =
                "https://www.googleapis.com/service_accounts/v1/jwk/chat@system.gserviceaccount.com")
        String jwksUrl,
    @Bindable(defaultValue = "https://www.googleapis.com/oauth2/v3/certs") String oidcJwksUrl,
    @Bindable(defaultValue = "10s") Duration clockSkew) {

  private static final Pattern PROJECT_NUMBER = Pattern.compile("\\d{1,20}");
  private static final Duration LONGEST = Duration.ofSeconds(29);
  private static final Duration MAXIMUM_SKEW = Duration.ofMinutes(5);

  /**
   * Checks all of it.
   *
   * @throws ConfigurationException with one sentence that names the variable to set
   */
  ChatConfig {
    audiences = given(audiences);
    allowedSenders =
        given(allowedSenders).stream()
            .map(sender -> sender.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    organization = organization == null ? "" : organization.strip();
    audiences.forEach(
        audience ->
            require(
                isNumber(audience) || audience.startsWith("https://"),
                "CHAT_AUDIENCE must be the number of a project or the https URL of the endpoint,"
                    + " and is "
                    + audience
                    + "."));
    allowedSenders.forEach(
        sender ->
            require(
                sender.contains("@") || sender.startsWith("users/"),
                "CHAT_ALLOWED_SENDERS must be e-mail addresses or users/… names, and one is "
                    + sender
                    + "."));
    require(
        allowedSenders.isEmpty() || !audiences.isEmpty(),
        "CHAT_AUDIENCE must be set, since CHAT_ALLOWED_SENDERS is.");
    require(
        organization.isEmpty() || Organizations.isValid(organization),
        "CHAT_ORGANIZATION must be 1 to 64 letters, digits, dots, dashes or underscores.");
    require(
        timeLimit.isPositive() && timeLimit.compareTo(LONGEST) <= 0,
        "CHAT_TIME_LIMIT must be more than 0s and at most 29s, since Chat waits 30.");
    JwksAddress.of("CHAT_JWKS_URL", jwksUrl);
    JwksAddress.of("CHAT_OIDC_JWKS_URL", oidcJwksUrl);
    require(
        !clockSkew.isNegative() && clockSkew.compareTo(MAXIMUM_SKEW) <= 0,
        "clock-skew of millrace.chat must be between 0s and 5m.");
  }

  /** The audiences that are projects. */
  Set<String> projects() {
    return audiences().stream().filter(ChatConfig::isNumber).collect(Collectors.toSet());
  }

  /** The audiences that are endpoints. */
  Set<String> endpoints() {
    return audiences().stream().filter(audience -> !isNumber(audience)).collect(Collectors.toSet());
  }

  /** Whether one of these names of a sender is on the list. */
  boolean allows(@Nullable String email, @Nullable String name) {
    return isListed(email) || isListed(name);
  }

  @Override
  public Set<String> audiences() {
    return audiences == null ? Set.of() : audiences;
  }

  @Override
  public Set<String> allowedSenders() {
    return allowedSenders == null ? Set.of() : allowedSenders;
  }

  @Override
  public String organization() {
    return organization == null ? "" : organization;
  }

  private boolean isListed(@Nullable String sender) {
    return sender != null && allowedSenders().contains(sender.toLowerCase(Locale.ROOT));
  }

  private static boolean isNumber(String audience) {
    return PROJECT_NUMBER.matcher(audience).matches();
  }

  private static Set<String> given(@Nullable Set<String> values) {
    return values == null
        ? Set.of()
        : values.stream()
            .map(String::strip)
            .filter(value -> !value.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new ConfigurationException(sentence);
    }
  }
}
