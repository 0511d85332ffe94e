package dev.millrace.observability;

import ch.qos.logback.classic.LoggerContext;
import io.micronaut.context.annotation.Context;
import org.slf4j.LoggerFactory;

/** Tells the log which service this is, as soon as that is known. */
@Context
final class LogContext {
  /** The property of logback's context. */
  static final String SERVICE = "service";

  LogContext(ServiceConfig config) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
      logback.putProperty(SERVICE, config.service());
    }
  }
}
