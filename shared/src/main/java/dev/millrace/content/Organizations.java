package dev.millrace.content;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.regex.Pattern;

/**
 * The organizations that requests belong to.
 *
 * @param ofTheNameless {@code DEFAULT_ORGANIZATION}: the organization of a message or token that
 *     names none
 * @param maxInFlight {@code ORG_MAX_IN_FLIGHT}: how many of an organization's requests may be
 *     published and unfinished; 0 for any number
 */
@ConfigurationProperties("millrace.organizations")
public record Organizations(
    @Bindable(defaultValue = "default") String ofTheNameless,
    @Bindable(defaultValue = "1000") int maxInFlight) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final int LARGEST_LIMIT = 1_000_000;

  public Organizations {
    if (!isValid(ofTheNameless)) {
      throw new IllegalArgumentException(
          "DEFAULT_ORGANIZATION must be 1 to 64 letters, digits, dots, dashes or underscores.");
    }
    if (maxInFlight < 0 || maxInFlight > LARGEST_LIMIT) {
      throw new IllegalArgumentException(
          "ORG_MAX_IN_FLIGHT must be between 0, which means no limit, and 1000000.");
    }
  }

  /** Whether an organization's requests in flight are limited. */
  public boolean areLimited() {
    return maxInFlight > 0;
  }

  /** Whether a text can name an organization. */
  public static boolean isValid(String name) {
    return NAME.matcher(name).matches();
  }
}
