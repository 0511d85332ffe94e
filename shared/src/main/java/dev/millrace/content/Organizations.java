package dev.millrace.content;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.regex.Pattern;

/**
 * The organizations that requests belong to.
 *
 * @param ofTheNameless {@code DEFAULT_ORGANIZATION}: the organization of a message or token that
 *     names none
 */
@ConfigurationProperties("millrace.organizations")
public record Organizations(@Bindable(defaultValue = "default") String ofTheNameless) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  public Organizations {
    if (!isValid(ofTheNameless)) {
      throw new IllegalArgumentException(
          "DEFAULT_ORGANIZATION must be 1 to 64 letters, digits, dots, dashes or underscores.");
    }
  }

  /** Whether a text can name an organization. */
  public static boolean isValid(String name) {
    return NAME.matcher(name).matches();
  }
}
