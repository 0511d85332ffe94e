package dev.millrace.health;

/**
 * Asks one thing that the service depends on whether it works. Any bean of this type is part of
 * {@code /health}; what is not configured has no probe.
 */
public interface Probe {
  /** The name under {@code services}, such as {@code database}; it never changes. */
  String name();

  /**
   * Asks, on a thread that may block. It is interrupted when it takes longer than {@code
   * millrace.health.time-limit}, and not run again until it has returned.
   *
   * @return whether the thing works
   * @throws Exception if it does not
   */
  boolean check() throws Exception;
}
