package dev.millrace.security;

import dev.millrace.content.Organizations;
import java.util.Set;

/**
 * Whoever sent the request, as its token says. A controller method takes one as an argument.
 *
 * @param subject the token's {@code sub}
 * @param organizationId the organization whose data the caller may see; never blank
 * @param scopes what the caller may do, such as {@code requests:read}
 */
public record Caller(String subject, String organizationId, Set<String> scopes) {
  /**
   * Checks the organization and copies the scopes.
   *
   * @throws IllegalArgumentException if the organization is not 1 to 64 of A-Z a-z 0-9 . _ -
   */
  public Caller {
    if (!Organizations.isValid(organizationId)) {
      throw new IllegalArgumentException("must be 1 to 64 letters, digits, dots, dashes or _");
    }
    scopes = Set.copyOf(scopes);
  }

  /** Whether the token grants {@code scope}. */
  public boolean may(String scope) {
    return scopes.contains(scope);
  }
}
