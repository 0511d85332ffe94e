package dev.millrace.docs;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * Where the description of a service's API is. Bound to {@code millrace.docs}, and set by the
 * service itself.
 *
 * @param description the file on the class path that the compiler makes of the controllers
 */
@ConfigurationProperties("millrace.docs")
record DescriptionConfig(String description) {
  static final String PROPERTY = "millrace.docs.description";
}
