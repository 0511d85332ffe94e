package dev.millrace.observability;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * Writes events for people: time, level, where, what, and the fields. Control characters, which
 * could forge a line or move the cursor, are written as escapes.
 */
final class TerminalEncoder extends EncoderBase<ILoggingEvent> {
  private final ThrowableProxyConverter stackTraces = new ThrowableProxyConverter();

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
    LocalTime time =
        LocalTime.ofInstant(event.getInstant(), ZoneId.systemDefault())
            .truncatedTo(ChronoUnit.MILLIS);
    String logger = event.getLoggerName();
    String line =
        "%-12s %-5s %-18s %s%n"
            .formatted(
                time,
                event.getLevel(),
                logger.substring(logger.lastIndexOf('.') + 1),
                escaped(message(event)));
    return (event.getThrowableProxy() == null ? line : line + stackTraces.convert(event))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String message(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(String.valueOf(event.getFormattedMessage()));
    for (Map.Entry<String, String> entry : event.getMDCPropertyMap().entrySet()) {
      append(line, entry.getKey(), entry.getValue());
    }
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        append(line, pair.key, pair.value);
      }
    }
    SpanContext span = Span.current().getSpanContext();
    if (span.isValid()) {
      append(line, "trace", span.getTraceId());
    }
    return line.toString();
  }

  private static void append(StringBuilder line, String name, Object value) {
    line.append("  ").append(name).append('=').append(value);
  }

  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (Character.isISOControl(character) || character == '\u2028' || character == '\u2029') {
        safe.append("\\u%04x".formatted((int) character));
      } else {
        safe.append(character);
      }
    }
    return safe.toString();
  }
}
