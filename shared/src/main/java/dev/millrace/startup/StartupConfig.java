package dev.millrace.startup;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How patient a start is.
 *
 * @param databasePatience how long the database is waited for before the start fails
 */
@ConfigurationProperties("millrace.startup")
record StartupConfig(@Bindable(defaultValue = "2m") Duration databasePatience) {}
