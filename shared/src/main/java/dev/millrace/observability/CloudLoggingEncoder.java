package dev.millrace.observability;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.event.KeyValuePair;

/**
 * Writes each event as one line of JSON in the shape that Cloud Logging reads: {@code severity},
 * {@code timestamp}, {@code message}, the trace under {@code logging.googleapis.com/…}, and MDC and
 * key-values as fields beside them. Nothing in an event can end the line or pose as such a field.
 *
 * <p>An encoder of our own, because a general one costs a cold start a good part of a second.
 */
final class CloudLoggingEncoder extends EncoderBase<ILoggingEvent> {
  /** The fields that are ours; a key-value of that name is written as {@code field_name}. */
  private static final Set<String> RESERVED =
      Set.of("severity", "timestamp", "message", "service", "logger", "thread", "stack_trace");

  private static final String GOOGLE = "logging.googleapis.com/";
  private static final String TRACE = "trace";

  private final ThrowableProxyConverter stackTraces = new ThrowableProxyConverter();
  private final String project;

  /**
   * Makes one that has yet to be started.
   *
   * @param project the Google Cloud project in which traces are
   */
  CloudLoggingEncoder(String project) {
    this.project = project;
  }

  @Override
  public void start() {
    stackTraces.start();
    super.start();
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    JsonLine line =
        new JsonLine()
            .text("severity", severity(event.getLevel()))
            .time("timestamp", event.getInstant())
            .text("message", String.valueOf(event.getFormattedMessage()))
            .text("service", service())
            .text("logger", event.getLoggerName())
            .text("thread", String.valueOf(event.getThreadName()));
    writeFields(event, Span.current().getSpanContext(), line);
    if (event.getThrowableProxy() != null) {
      line.text("stack_trace", stackTraces.convert(event));
    }
    return line.end();
  }

  /**
   * Each name once, as JSON wants it: what the line says goes before what its context says, the
   * last of what it says before the others, and the trace of the span before all.
   */
  private void writeFields(ILoggingEvent event, SpanContext span, JsonLine line) {
    List<KeyValuePair> pairs = Objects.requireNonNullElse(event.getKeyValuePairs(), List.of());
    boolean isTraced = span.isValid();
    if (isTraced) {
      writeTrace(span.getTraceId(), line);
      line.text(GOOGLE + "spanId", span.getSpanId())
          .literal(GOOGLE + "trace_sampled", span.isSampled());
    }
    event
        .getMDCPropertyMap()
        .forEach(
            (name, value) -> {
              if (value != null && !isSaid(name, pairs, 0)) {
                writeField(name, value, isTraced, line);
              }
            });
    for (int i = 0; i < pairs.size(); i++) {
      KeyValuePair pair = pairs.get(i);
      if (pair.value != null && !isSaid(pair.key, pairs, i + 1)) {
        writeField(pair.key, pair.value, isTraced, line);
      }
    }
  }

  private static boolean isSaid(String name, List<KeyValuePair> pairs, int from) {
    for (int i = from; i < pairs.size(); i++) {
      if (pairs.get(i).value != null && pairs.get(i).key.equals(name)) {
        return true;
      }
    }
    return false;
  }

  private void writeField(String name, Object value, boolean isTraced, JsonLine line) {
    if (!name.equals(TRACE)) {
      writeField(isOurs(name) ? "field_" + name : name, value, line);
    } else if (!isTraced) {
      writeTrace(text(value), line);
    }
  }

  private void writeTrace(String trace, JsonLine line) {
    line.text(TRACE, trace).text(GOOGLE + TRACE, "projects/" + project + "/traces/" + trace);
  }

  private static void writeField(String name, Object value, JsonLine line) {
    switch (value) {
      case Integer number -> line.literal(name, number);
      case Long number -> line.literal(name, number);
      case Double number when Double.isFinite(number) -> line.literal(name, number);
      case Boolean truth -> line.literal(name, truth);
      default -> line.text(name, text(value));
    }
  }

  private static boolean isOurs(String name) {
    return RESERVED.contains(name) || name.startsWith(GOOGLE);
  }

  /** A value whose {@code toString} fails must not cost the line. */
  private static String text(Object value) {
    try {
      return String.valueOf(value.toString());
    } catch (RuntimeException e) {
      return "unprintable " + value.getClass().getName();
    }
  }

  private String service() {
    String service = getContext().getProperty(LogContext.SERVICE);
    return service == null ? "millrace" : service;
  }

  private static String severity(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> "ERROR";
      case Level.WARN_INT -> "WARNING";
      case Level.INFO_INT -> "INFO";
      default -> "DEBUG";
    };
  }
}
