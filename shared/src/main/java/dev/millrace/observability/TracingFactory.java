package dev.millrace.observability;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.convert.format.MapFormat.MapTransformation;
import io.micronaut.tracing.opentelemetry.DefaultOpenTelemetryFactory;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/**
 * OpenTelemetry as we use it: W3C trace context always, an exporter only where an endpoint is set.
 * Without one there is no need for OpenTelemetry's own configuration, which takes its time to load.
 */
@Factory
@Replaces(factory = DefaultOpenTelemetryFactory.class)
final class TracingFactory {
  /** Closed with the context, which sends what was not sent yet. */
  @Singleton
  @Bean(preDestroy = "close")
  @Replaces(bean = OpenTelemetry.class, factory = DefaultOpenTelemetryFactory.class)
  OpenTelemetrySdk openTelemetry(
      TracingConfig config,
      ServiceConfig service,
      @Property(name = "otel") @MapFormat(transformation = MapTransformation.FLAT)
          Map<String, String> settings) {
    return config.endpoint().isBlank()
        ? withoutExporter()
        : withExporter(config, service, settings);
  }

  /** Traces exist, so that log lines have their ids, and are recorded only for who asks. */
  private static OpenTelemetrySdk withoutExporter() {
    return OpenTelemetrySdk.builder()
        .setTracerProvider(
            SdkTracerProvider.builder()
                .setSampler(Sampler.parentBased(Sampler.alwaysOff()))
                .build())
        .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
        .build();
  }

  private static OpenTelemetrySdk withExporter(
      TracingConfig config, ServiceConfig service, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    all.put("otel.service.name", service.service());
    all.put("otel.resource.attributes", "service.version=" + service.version());
    all.put("otel.exporter.otlp.endpoint", config.endpoint());
    all.put("otel.traces.exporter", "otlp");
    all.put("otel.metrics.exporter", "none");
    all.put("otel.logs.exporter", "none");
    all.put("otel.propagators", "tracecontext");
    settings.forEach((name, value) -> all.put("otel." + name, value));
    return AutoConfiguredOpenTelemetrySdk.builder()
        .addPropertiesSupplier(() -> all)
        .disableShutdownHook()
        .build()
        .getOpenTelemetrySdk();
  }
}
