package dev.millrace.observability;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.condition.Condition;
import io.micronaut.context.condition.ConditionContext;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.core.value.PropertyResolver;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.micronaut.tracing.opentelemetry.OpenTelemetryPropagationContext;
import io.micronaut.tracing.opentelemetry.instrument.http.server.OpenTelemetryServerFilter;

/**
 * Continues a call's trace, or begins one, where no span is exported: then nothing is kept of a
 * call but its ids, for the log and for what is published. What OpenTelemetry's own filter does
 * besides, which is most of it, nobody would see.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
@Replaces(OpenTelemetryServerFilter.class)
@Requires(condition = RequestTraces.NothingIsExported.class)
final class RequestTraces implements Ordered {
  @RequestFilter
  void trace(HttpRequest<?> request, MutablePropagatedContext context) {
    context.add(
        new OpenTelemetryPropagationContext(
            TraceContext.unrecorded(request.getHeaders().get(TraceContext.TRACEPARENT))));
  }

  @Override
  public int getOrder() {
    return ServerFilterPhase.TRACING.order();
  }

  /** Whether there is no endpoint to send spans to. */
  static final class NothingIsExported implements Condition {
    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public boolean matches(ConditionContext context) {
      PropertyResolver properties = context;
      return properties.getProperty("millrace.tracing.endpoint", String.class).orElse("").isBlank();
    }
  }
}
