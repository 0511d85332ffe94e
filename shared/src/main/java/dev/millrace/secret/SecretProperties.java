package dev.millrace.secret;

import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.MapPropertySource;
import java.util.Map;

/** Properties that are read as variables are; a variable of the environment has precedence. */
final class SecretProperties extends MapPropertySource {
  /** After the environment's, before those of files. */
  private static final int ORDER = EnvironmentPropertySource.POSITION - 50;

  SecretProperties(Map<String, Object> values) {
    super("secret-manager", values);
  }

  @Override
  public int getOrder() {
    return ORDER;
  }

  @Override
  public PropertyConvention getConvention() {
    return PropertyConvention.ENVIRONMENT_VARIABLE;
  }

  /** Names alone. */
  @Override
  public String toString() {
    return "SecretProperties" + asMap().keySet();
  }
}
