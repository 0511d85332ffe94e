package dev.millrace.observability;

import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;

/**
 * Lets the pool report itself: {@code hikaricp_connections_active}, {@code _pending}, {@code
 * _timeout_total}, and how long connections are waited for and held.
 */
@Singleton
final class PoolMetrics implements BeanCreatedEventListener<DatasourceConfiguration> {
  private final BeanProvider<MeterRegistry> meters;

  PoolMetrics(BeanProvider<MeterRegistry> meters) {
    this.meters = meters;
  }

  @Override
  public DatasourceConfiguration onCreated(BeanCreatedEvent<DatasourceConfiguration> event) {
    DatasourceConfiguration pool = event.getBean();
    pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters.get()));
    return pool;
  }
}
