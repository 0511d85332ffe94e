package dev.millrace.security;

import io.micronaut.security.authentication.Authentication;
import java.util.Collection;
import java.util.Map;

/** A {@link Caller} as Micronaut's security rules want it: scopes are roles. */
record CallerAuthentication(Caller caller) implements Authentication {
  private static final long serialVersionUID = 1L;

  @Override
  public String getName() {
    return caller.subject();
  }

  @Override
  public Collection<String> getRoles() {
    return caller.scopes();
  }

  @Override
  public Map<String, Object> getAttributes() {
    return Map.of();
  }
}
