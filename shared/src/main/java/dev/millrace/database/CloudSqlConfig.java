package dev.millrace.database;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Cloud SQL, if the database is there.
 *
 * @param instance {@code project:region:instance}; empty: {@code DATABASE_URL} names the server
 */
@ConfigurationProperties("millrace.cloud-sql")
record CloudSqlConfig(@Bindable(defaultValue = "") String instance) {}
