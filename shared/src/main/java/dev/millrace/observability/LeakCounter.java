package dev.millrace.observability;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import org.slf4j.LoggerFactory;

/**
 * Counts connections held for too long as {@code hikaricp_connections_leaked_total}. HikariCP tells
 * of them in its log only, so that is where they are counted.
 *
 * <p>Made at start, and the meter registry with it: otherwise /prometheus would be empty until
 * something else counts.
 */
@Context
final class LeakCounter extends AppenderBase<ILoggingEvent> {
  private static final String SOURCE = "com.zaxxer.hikari.pool.ProxyLeakTask";

  private final Counter leaks;

  LeakCounter(MeterRegistry meters) {
    this.leaks =
        Counter.builder("hikaricp.connections.leaked")
            .description("Connections held longer than the leak detection threshold")
            .register(meters);
  }

  @PostConstruct
  void attach() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
      setContext(logback);
      setName("leaks");
      start();
      logback.getLogger(SOURCE).addAppender(this);
    }
  }

  @PreDestroy
  void detach() {
    if (LoggerFactory.getLogger(SOURCE) instanceof Logger logger) {
      logger.detachAppender(this);
    }
  }

  /** A warning is a leak; what follows at a lower level is that it was returned after all. */
  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
      leaks.increment();
    }
  }
}
