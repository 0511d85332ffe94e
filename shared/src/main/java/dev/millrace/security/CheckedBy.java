package dev.millrace.security;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a controller, or one of its methods, whose callers bring other credentials than the tokens of
 * our users: in place of {@code @Secured}, the named check alone decides, before the body is read
 * and before the method runs. Our own tokens are not looked at and open nothing there.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface CheckedBy {
  /** The bean that decides. */
  Class<? extends CallerCheck> value();
}
