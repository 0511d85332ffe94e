package dev.millrace.secret;

import dev.millrace.health.Probe;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether all secrets were read that were asked for, when this service started. There where any
 * were.
 */
@Singleton
@Requires(property = "millrace.secrets.asked")
final class SecretProbe implements Probe {
  private final Set<String> unread;

  SecretProbe(SecretConfig config) {
    unread = config.given();
  }

  /**
   * What came of the questions; set by the service itself.
   *
   * @param unread the variables whose secrets could not be had
   */
  @ConfigurationProperties("millrace.secrets")
  record SecretConfig(@Nullable Set<String> unread) {
    Set<String> given() {
      return unread == null
          ? Set.of()
          : unread.stream().filter(name -> !name.isBlank()).collect(Collectors.toSet());
    }
  }

  @Override
  public String name() {
    return "secret_manager";
  }

  @Override
  public boolean check() {
    if (unread.isEmpty()) {
      return true;
    }
    throw new IllegalStateException(
        "not read from Secret Manager when this service started: "
            + unread.stream().sorted().map(SecretProbe::named).collect(Collectors.joining(", ")));
  }

  private static String named(String variable) {
    String provider = SecretReading.provider(variable);
    return provider.isEmpty() ? variable : variable + " of " + provider;
  }
}
