package dev.millrace.database;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * How a service treats the schema when it starts.
 *
 * @param mode {@code MIGRATE} brings it up to date; {@code VERIFY} refuses to start on an older
 *     one, for installations where a job of its own migrates
 */
@ConfigurationProperties("millrace.schema")
record SchemaConfig(@Bindable(defaultValue = "MIGRATE") Mode mode) {
  enum Mode {
    MIGRATE,
    VERIFY
  }
}
