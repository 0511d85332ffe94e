package dev.millrace.observability;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Where traces go. Bound to {@code millrace.tracing}.
 *
 * @param endpoint {@code OTEL_EXPORTER_OTLP_ENDPOINT}: nothing is exported when empty. Other {@code
 *     OTEL_…} variables mean what OpenTelemetry says they do.
 */
@ConfigurationProperties("millrace.tracing")
record TracingConfig(@Bindable(defaultValue = "") String endpoint) {}
