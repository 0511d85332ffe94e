package dev.millrace.security;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a controller method: the largest body it takes. Others take {@link #DEFAULT}. Nothing takes
 * more than {@code micronaut.server.max-request-size}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface BodyLimit {
  /** 256 KiB. */
  long DEFAULT = 256 * 1024;

  /** 8 MiB, for a batch. */
  long BATCH = 8 * 1024 * 1024;

  /** The limit, in bytes. */
  long value();
}
