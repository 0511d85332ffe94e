package dev.millrace.observability;

import io.micronaut.core.propagation.PropagatedContext;
import io.micronaut.tracing.opentelemetry.OpenTelemetryPropagationContext;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.trace.IdGenerator;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries a trace across what OpenTelemetry does not know of, such as a Pub/Sub message or a row:
 * there it is a W3C {@code traceparent}. Thread-safe.
 */
@Singleton
public final class TraceContext {
  static final String TRACEPARENT = "traceparent";

  private static final IdGenerator IDS = IdGenerator.random();

  private final Tracer tracer;

  TraceContext(OpenTelemetry telemetry) {
    this.tracer = telemetry.getTracer("dev.millrace");
  }

  /** Work that may fail with {@code X}. */
  @FunctionalInterface
  public interface Work<T extends @Nullable Object, X extends Exception> {
    /** Does the work. */
    T run() throws X;
  }

  /** The current trace as a {@code traceparent}, if there is one. */
  public static Optional<String> traceparent() {
    SpanContext span = Span.current().getSpanContext();
    return span.isValid()
        ? Optional.of(
            "00-%s-%s-%s"
                .formatted(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex()))
        : Optional.empty();
  }

  /** The current trace's id, as in the log's field {@code trace}. */
  public static Optional<String> traceId() {
    SpanContext span = Span.current().getSpanContext();
    return span.isValid() ? Optional.of(span.getTraceId()) : Optional.empty();
  }

  /**
   * Runs {@code work} in a consumer span below {@code traceparent}, and in a new trace if that is
   * null or not one. A failure of the work is noted on the span and thrown on.
   *
   * @param name what the span is called, such as {@code content-generation-sub process}
   */
  public <T extends @Nullable Object, X extends Exception> T consume(
      String name, @Nullable String traceparent, Work<T, X> work) throws X {
    Context parent = parent(traceparent);
    Span span =
        tracer.spanBuilder(name).setParent(parent).setSpanKind(SpanKind.CONSUMER).startSpan();
    PropagatedContext context =
        PropagatedContext.getOrEmpty().plus(new OpenTelemetryPropagationContext(parent.with(span)));
    try (PropagatedContext.Scope _ = context.propagate()) {
      return work.run();
    } catch (Throwable e) { // whatever it is, the span is to know
      span.recordException(e).setStatus(StatusCode.ERROR);
      throw e;
    } finally {
      span.end();
    }
  }

  /**
   * The context of work whose spans nobody keeps: in its sender's trace, or in a new one, under an
   * id of its own.
   */
  static Context unrecorded(@Nullable String traceparent) {
    SpanContext sender = Span.fromContext(parent(traceparent)).getSpanContext();
    String trace = sender.isValid() ? sender.getTraceId() : IDS.generateTraceId();
    return Context.root()
        .with(
            Span.wrap(
                SpanContext.create(
                    trace, IDS.generateSpanId(), sender.getTraceFlags(), sender.getTraceState())));
  }

  private static Context parent(@Nullable String traceparent) {
    return traceparent == null
        ? Context.root()
        : W3CTraceContextPropagator.getInstance()
            .extract(Context.root(), traceparent, OneHeader.INSTANCE);
  }

  /** The carrier is the value of the only header. */
  private enum OneHeader implements TextMapGetter<String> {
    INSTANCE;

    @Override
    public Iterable<String> keys(String carrier) {
      return List.of(TRACEPARENT);
    }

    @Override
    public @Nullable String get(@Nullable String carrier, String key) {
      return key.equals(TRACEPARENT) ? carrier : null;
    }
  }
}
