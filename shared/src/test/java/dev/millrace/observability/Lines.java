package dev.millrace.observability;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a logger writes while this is open, as lines in Cloud Logging's shape. */
final class Lines implements AutoCloseable {
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
  private final Logger logger;

  private Lines(Logger logger) {
    this.logger = logger;
    LoggerContext context = logger.getLoggerContext();
    CloudLoggingEncoder encoder = new CloudLoggingEncoder("a-project");
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(bytes);
    appender.start();
    logger.addAppender(appender);
  }

  static Lines of(String logger) {
    return new Lines((Logger) LoggerFactory.getLogger(logger));
  }

  String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  List<JsonNode> all() {
    return text().lines().map(Lines::parse).toList();
  }

  JsonNode only() {
    List<JsonNode> lines = all();
    if (lines.size() != 1) {
      throw new AssertionError("one line expected: " + text());
    }
    return lines.getFirst();
  }

  private static JsonNode parse(String line) {
    try {
      return STRICT.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not a line of JSON: " + line, e);
    }
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    appender.stop();
  }
}
