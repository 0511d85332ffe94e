package dev.millrace.scheduler.caller;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The shared secret of those who call for ticks; it is compared in constant time. */
final class CronSecret {
  private final boolean given;
  private final byte[] digest;

  /** An empty secret is none, and nothing is equal to it. */
  CronSecret(String secret) {
    given = !secret.isEmpty();
    digest = digest(secret);
  }

  /** Digests are compared, so that the time tells nothing of the length either. */
  boolean is(String candidate) {
    return MessageDigest.isEqual(digest, digest(candidate)) && given;
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
