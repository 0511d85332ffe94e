package dev.millrace.observability;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Configures the log. Logback finds this class as a service and then reads no logback.xml: parsing
 * one took some 220 ms of a cold start, and all of logback is up in less than half of that now.
 *
 * <ul>
 *   <li>{@code LOG_FORMAT}: {@code json} (default) for Cloud Logging, {@code text} for a terminal
 *   <li>{@code DEBUG}: {@code true} for more of dev.millrace
 *   <li>{@code GOOGLE_CLOUD_PROJECT}: where the traces are
 * </ul>
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogConfigurator extends ContextAwareBase implements Configurator {
  private final Function<String, @Nullable String> environment;

  /** As logback makes it. */
  public LogConfigurator() {
    this(System::getenv);
  }

  LogConfigurator(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  @Override
  public ExecutionStatus configure(LoggerContext logback) {
    LineSet.Console console = new LineSet.Console();
    console.setContext(logback);
    console.setName("console");
    console.setEncoder(encoder(logback));
    console.start();
    Logger root = logback.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(console);
    logback.getLogger("dev.millrace").setLevel(isDebug() ? Level.DEBUG : Level.INFO);
    logback.getLogger("com.zaxxer.hikari").setLevel(Level.WARN);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private Encoder<ILoggingEvent> encoder(LoggerContext logback) {
    Encoder<ILoggingEvent> encoder =
        value("LOG_FORMAT", "json").equals("text")
            ? new TerminalEncoder()
            : new CloudLoggingEncoder(value("GOOGLE_CLOUD_PROJECT", "millrace-local"));
    encoder.setContext(logback);
    encoder.start();
    return encoder;
  }

  private boolean isDebug() {
    return Boolean.parseBoolean(value("DEBUG", "false"));
  }

  private String value(String name, String otherwise) {
    String value = environment.apply(name);
    return value == null || value.isBlank() ? otherwise : value;
  }
}
