/**
 * The description of a service's API, and a page to try it: there for whatever service names its
 * description, and nothing of it for others.
 */
@Configuration
@Requires(property = DescriptionConfig.PROPERTY)
@NullMarked
package dev.millrace.docs;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
