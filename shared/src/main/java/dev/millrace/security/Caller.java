package dev.millrace.security;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whoever sent the request, as its token says. A controller method takes one as an argument.
 *
 * @param subject the token's {@code sub}
 * @param organizationId the organization whose data the caller may see; never blank
 * @param scopes what the caller may do, such as {@code requests:read}
 */
public record Caller(String subject, String organizationId, Set<String> scopes) {
  private static final Pattern ORGANIZATION = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /**
   * Checks the organization and copies the scopes.
   *
   * @throws IllegalArgumentException if the organization is not 1 to 64 of A-Z a-z 0-9 . _ -
   */
  public Caller {
    if (!isOrganization(organizationId)) {
      throw new IllegalArgumentException("must be 1 to 64 letters, digits, dots, dashes or _");
    }
    scopes = Set.copyOf(scopes);
  }

  /** Whether {@code id} may name an organization. */
  public static boolean isOrganization(String id) {
    return ORGANIZATION.matcher(id).matches();
  }

  /** Whether the token grants {@code scope}. */
  public boolean may(String scope) {
    return scopes.contains(scope);
  }
}
