package dev.millrace.database;

import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.event.BeanInitializedEventListener;
import io.micronaut.context.event.BeanInitializingEvent;
import jakarta.inject.Singleton;

/**
 * Sets what connections are made with. Lets {@code DATABASE_URL} be any of the forms that {@link
 * DatabaseUrl} reads. It must be at work before the configuration looks for a driver by its URL,
 * which it does when it is constructed.
 */
@Singleton
final class DatabaseUrlListener implements BeanInitializedEventListener<DatasourceConfiguration> {
  private final CloudSqlConfig cloudSql;

  DatabaseUrlListener(CloudSqlConfig cloudSql) {
    this.cloudSql = cloudSql;
  }

  @Override
  public DatasourceConfiguration onInitialized(
      BeanInitializingEvent<DatasourceConfiguration> event) {
    DatasourceConfiguration configuration = event.getBean();
    DatabaseUrl named = DatabaseUrl.parse(configuration.getConfiguredUrl());
    DatabaseUrl url =
        cloudSql.instance().isEmpty() ? named : named.throughCloudSql(cloudSql.instance());
    configuration.setJdbcUrl(url.jdbcUrl());
    if (url.user() != null) {
      configuration.setUsername(url.user());
    }
    if (url.password() != null) {
      configuration.setPassword(url.password());
    }
    // What the server tells of a row that it refuses quotes the row, which belongs in no log.
    configuration.addDataSourceProperty("logServerErrorDetail", "false");
    return configuration;
  }
}
