package dev.millrace.api.content;

import io.micronaut.http.HttpRequest;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The W3C trace context that a call belongs to, which leads from a request to its logs. */
public final class TraceParent {
  private static final Pattern FORM = Pattern.compile("00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");
  private static final String NO_TRACE = "0".repeat(32);

  private TraceParent() {}

  /** Our own span's, or what the caller sent when nothing is traced here. */
  public static @Nullable String of(HttpRequest<?> request) {
    SpanContext span = Span.current().getSpanContext();
    if (span.isValid()) {
      return "00-"
          + span.getTraceId()
          + '-'
          + span.getSpanId()
          + '-'
          + span.getTraceFlags().asHex();
    }
    String sent = request.getHeaders().get("traceparent");
    return traceId(sent) == null ? null : sent;
  }

  /** The trace id in it, or null when it has none. */
  public static @Nullable String traceId(@Nullable String traceParent) {
    if (traceParent == null || !FORM.matcher(traceParent).matches()) {
      return null;
    }
    String traceId = traceParent.substring(3, 35);
    return traceId.equals(NO_TRACE) ? null : traceId;
  }
}
