package dev.millrace.failure;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Groups failures that are alike: the same class and the same message but for ids, numbers and
 * quoted values.
 */
public final class Fingerprint {
  private static final Pattern VARYING =
      Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|\"[^\"]*\"|'[^']*'|\\b\\w*\\d\\w*");
  private static final int BYTES = 8;

  private Fingerprint() {}

  /** The fingerprint of a failure: 16 hexadecimal digits. */
  public static String of(FailureClass failureClass, String message) {
    String shape = failureClass.wireName() + ' ' + VARYING.matcher(message).replaceAll("#");
    return HexFormat.of().formatHex(sha256(shape), 0, BYTES);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }
}
