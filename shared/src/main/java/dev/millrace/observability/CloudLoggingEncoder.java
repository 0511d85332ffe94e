package dev.millrace.observability;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
  private static final int TYPICAL_LINE = 512;

  private final JsonFactory json =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();
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
    ByteArrayOutputStream line = new ByteArrayOutputStream(TYPICAL_LINE);
    try (JsonGenerator generator = json.createGenerator(line, JsonEncoding.UTF8)) {
      write(event, generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no I/O in memory
    }
    line.write('\n');
    return line.toByteArray();
  }

  private void write(ILoggingEvent event, JsonGenerator line) throws IOException {
    line.writeStartObject();
    line.writeStringField("severity", severity(event.getLevel()));
    line.writeStringField("timestamp", event.getInstant().toString());
    line.writeStringField("message", String.valueOf(event.getFormattedMessage()));
    line.writeStringField("service", service());
    line.writeStringField("logger", event.getLoggerName());
    line.writeStringField("thread", event.getThreadName());
    Map<String, Object> fields = fields(event);
    writeTrace(Span.current().getSpanContext(), fields, line);
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      writeField(field.getKey(), field.getValue(), line);
    }
    if (event.getThrowableProxy() != null) {
      line.writeStringField("stack_trace", stackTraces.convert(event));
    }
    line.writeEndObject();
  }

  /** Each name once, as JSON wants it: what the line says goes before what its context says. */
  private static Map<String, Object> fields(ILoggingEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>(event.getMDCPropertyMap());
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        if (pair.value != null) {
          fields.put(pair.key, pair.value);
        }
      }
    }
    return fields;
  }

  private void writeTrace(SpanContext span, Map<String, Object> fields, JsonGenerator line)
      throws IOException {
    if (span.isValid()) {
      fields.put("trace", span.getTraceId());
      line.writeStringField(GOOGLE + "spanId", span.getSpanId());
      line.writeBooleanField(GOOGLE + "trace_sampled", span.isSampled());
    }
    Object trace = fields.get("trace");
    if (trace != null) {
      line.writeStringField(GOOGLE + "trace", "projects/" + project + "/traces/" + trace);
    }
  }

  private static void writeField(String name, Object value, JsonGenerator line) throws IOException {
    line.writeFieldName(isOurs(name) ? "field_" + name : name);
    switch (value) {
      case Integer number -> line.writeNumber(number);
      case Long number -> line.writeNumber(number);
      case Double number when Double.isFinite(number) -> line.writeNumber(number);
      case Boolean truth -> line.writeBoolean(truth);
      default -> line.writeString(text(value));
    }
  }

  private static boolean isOurs(String name) {
    return RESERVED.contains(name) || name.startsWith(GOOGLE);
  }

  /** A value whose {@code toString} fails must not cost the line. */
  private static @Nullable String text(Object value) {
    try {
      return value.toString();
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
