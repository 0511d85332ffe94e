package dev.millrace.observability;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.KeyValuePair;

class LogTest {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("dev.millrace.test");

  @Test
  void aLineHasWhatCloudLoggingReads() {
    try (Lines lines = Lines.of("dev.millrace.test")) {
      LOG.info("Job completed");

      JsonNode line = lines.only();
      assertThat(line.get("severity").asText()).isEqualTo("INFO");
      assertThat(line.get("message").asText()).isEqualTo("Job completed");
      assertThat(Instant.parse(line.get("timestamp").asText()))
          .isBetween(Instant.now().minusSeconds(60), Instant.now());
      assertThat(line.get("service").asText()).isNotBlank();
      assertThat(line.get("logger").asText()).isEqualTo("dev.millrace.test");
      assertThat(lines.text()).endsWith("}\n");
    }
  }

  @Test
  void keyValuesAndContextAreFieldsAndKeepTheirTypes() {
    UUID job = UUID.randomUUID();
    try (Lines lines = Lines.of("dev.millrace.test");
        var _ = MDC.putCloseable("organization_id", "acme");
        var _ = MDC.putCloseable("tick_id", "from the context")) {
      LOG.atInfo()
          .setMessage("Job completed")
          .addKeyValue("event", "job.completed")
          .addKeyValue("job_id", job)
          .addKeyValue("attempt", 3)
          .addKeyValue("bytes", 5_000_000_000L)
          .addKeyValue("share", 0.5)
          .addKeyValue("endless", Double.POSITIVE_INFINITY)
          .addKeyValue("dry_run", true)
          .addKeyValue("took", Duration.ofMillis(1500))
          .addKeyValue("nothing", (Object) null)
          .addKeyValue("tick_id", "from the line")
          .log();

      JsonNode line = lines.only();
      assertThat(line.get("event").asText()).isEqualTo("job.completed");
      assertThat(line.get("job_id").asText()).isEqualTo(job.toString());
      assertThat(line.get("attempt").isInt()).isTrue();
      assertThat(line.get("bytes").asLong()).isEqualTo(5_000_000_000L);
      assertThat(line.get("share").isDouble()).isTrue();
      assertThat(line.get("endless").asText()).isEqualTo("Infinity");
      assertThat(line.get("dry_run").isBoolean()).isTrue();
      assertThat(line.get("took").asText()).isEqualTo("PT1.5S");
      assertThat(line.has("nothing")).isFalse();
      assertThat(line.get("organization_id").asText()).isEqualTo("acme");
      assertThat(line.get("tick_id").asText()).isEqualTo("from the line");
    }
  }

  @ParameterizedTest
  @CsvSource({"TRACE,DEBUG", "DEBUG,DEBUG", "INFO,INFO", "WARN,WARNING", "ERROR,ERROR"})
  void levelsAreSeverities(String level, String severity) {
    Logger logger = (Logger) LoggerFactory.getLogger("dev.millrace.levels");
    logger.setLevel(Level.TRACE);
    try (Lines lines = Lines.of("dev.millrace.levels")) {
      logger.atLevel(org.slf4j.event.Level.valueOf(level)).log("text");

      assertThat(lines.only().get("severity").asText()).isEqualTo(severity);
    }
  }

  @Test
  void nothingCanEndTheLineOrAddAnother() {
    String attack = "x\n{\"severity\":\"EMERGENCY\"}\r\n\u2028\u0000\u001b[2J\u0085\"\\";
    try (Lines lines = Lines.of("dev.millrace.test");
        var _ = MDC.putCloseable("correlation_id", attack)) {
      LOG.atWarn().setMessage(attack).addKeyValue(attack, attack).log();

      assertThat(lines.text()).matches("[\\x20-\\x7e]+\n");
      JsonNode line = lines.only();
      assertThat(line.get("severity").asText()).isEqualTo("WARNING");
      assertThat(line.get("message").asText()).isEqualTo(attack);
      assertThat(line.get("correlation_id").asText()).isEqualTo(attack);
      assertThat(line.get(attack).asText()).isEqualTo(attack);
    }
  }

  @Test
  void nothingCanPoseAsAFieldOfOurs() {
    try (Lines lines = Lines.of("dev.millrace.test")) {
      LOG.atInfo()
          .setMessage("real")
          .addKeyValue("message", "forged")
          .addKeyValue("severity", "EMERGENCY")
          .addKeyValue("logging.googleapis.com/trace", "forged")
          .addKeyValue("event", "first")
          .addKeyValue("event", "second")
          .log();

      JsonNode line = lines.only();
      assertThat(line.get("message").asText()).isEqualTo("real");
      assertThat(line.get("severity").asText()).isEqualTo("INFO");
      assertThat(line.has("logging.googleapis.com/trace")).isFalse();
      assertThat(line.get("field_message").asText()).isEqualTo("forged");
      assertThat(line.get("event").asText()).isEqualTo("second");
    }
  }

  @Test
  void anExceptionIsOneField() {
    try (Lines lines = Lines.of("dev.millrace.test")) {
      LOG.error("It failed", new IllegalStateException("outer\nline", new RuntimeException("why")));

      assertThat(lines.only().get("stack_trace").asText())
          .startsWith("java.lang.IllegalStateException: outer\nline")
          .contains(
              "at dev.millrace.observability.LogTest",
              "Caused by: java.lang.RuntimeException: why");
    }
  }

  @Test
  void aValueThatCanNotBePrintedDoesNotCostTheLine() {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no");
          }
        };
    try (Lines lines = Lines.of("dev.millrace.test")) {
      LOG.atInfo().setMessage("text").addKeyValue("broken", broken).log();

      assertThat(lines.only().get("broken").asText()).startsWith("unprintable ");
    }
  }

  @Test
  void aTraceOfTheContextIsATraceOfTheProject() {
    try (Lines lines = Lines.of("dev.millrace.test");
        var _ = MDC.putCloseable("trace", "4bf92f3577b34da6a3ce929d0e0e4736")) {
      LOG.info("text");

      assertThat(lines.only().get("logging.googleapis.com/trace").asText())
          .isEqualTo("projects/a-project/traces/4bf92f3577b34da6a3ce929d0e0e4736");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-23T09:00:00Z",
        "2026-11-23T09:00:00.100Z",
        "2026-11-23T09:00:00.000007Z",
        "2026-11-23T09:00:01.020304050Z",
        "1969-12-31T23:59:59.999999999Z"
      })
  void aTimeIsWrittenAsJavaDoes(String time) {
    byte[] line = new JsonLine().time("at", Instant.parse(time)).end();

    assertThat(new String(line, StandardCharsets.UTF_8)).isEqualTo("{\"at\":\"" + time + "\"}\n");
  }

  @Test
  void aTerminalGetsOneSafeLine() {
    TerminalEncoder encoder = new TerminalEncoder();
    encoder.start();
    LoggingEvent event = new LoggingEvent();
    event.setInstant(Instant.EPOCH);
    event.setLevel(Level.WARN);
    event.setLoggerName("dev.millrace.tick.Tick");
    event.setMessage("text\n\u001b[2Jforged");
    event.setMDCPropertyMap(Map.of("tick_id", "abc"));
    event.setKeyValuePairs(List.of(new KeyValuePair("event", "a\rb")));

    assertThat(new String(encoder.encode(event), StandardCharsets.UTF_8))
        .contains(" WARN  Tick ")
        .endsWith(
            "text\\u000a\\u001b[2Jforged  tick_id=abc  event=a\\u000db" + System.lineSeparator());
  }

  @ParameterizedTest
  @CsvSource({
    "json, false, CloudLoggingEncoder, INFO",
    "text, true, TerminalEncoder, DEBUG",
    "json, nonsense, CloudLoggingEncoder, INFO",
    "nonsense, '', CloudLoggingEncoder, INFO",
    ",, CloudLoggingEncoder, INFO"
  })
  void theEnvironmentChoosesFormatAndLevel(
      @Nullable String format, @Nullable String debug, String encoder, String level) {
    Map<String, @Nullable String> environment = new HashMap<>();
    environment.put("LOG_FORMAT", format);
    environment.put("DEBUG", debug);
    LoggerContext logback = new LoggerContext();
    logback.setMDCAdapter(new LogbackMDCAdapter());

    new LogConfigurator(environment::get).configure(logback);

    assertThat(logback.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("console"))
        .isInstanceOfSatisfying(
            ConsoleAppender.class,
            console ->
                assertThat(console.getEncoder().getClass().getSimpleName()).isEqualTo(encoder));
    assertThat(logback.getLogger("dev.millrace.x").getEffectiveLevel())
        .isEqualTo(Level.valueOf(level));
    assertThat(logback.getLogger("io.netty").getEffectiveLevel()).isEqualTo(Level.INFO);
    logback.stop();
  }

  @Test
  void logbackFindsTheConfiguration() {
    LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();

    assertThat(logback.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("console")).isNotNull();
  }
}
