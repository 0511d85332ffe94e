package dev.millrace.callback;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What seals the secrets that sign. Bound to {@code millrace.callbacks}.
 *
 * @param secretKey {@code CALLBACK_SECRET_KEY}: of at least 32 bytes; several, separated by commas,
 *     while one takes the place of another: the first seals, all open
 */
@ConfigurationProperties("millrace.callbacks")
record SecretConfig(@Nullable String secretKey) {
  /** The keys; none when the variable is not set. */
  List<String> keys() {
    return Arrays.stream(String.valueOf(secretKey == null ? "" : secretKey).split(","))
        .map(String::strip)
        .filter(key -> !key.isEmpty())
        .toList();
  }

  /** Nothing. */
  @Override
  public String toString() {
    return "SecretConfig[…]";
  }
}
