package dev.millrace.outbound;

import io.micronaut.context.exceptions.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what we post, so that the receiver can tell that it is ours, fresh and unchanged: the
 * symmetric scheme of <a href="https://www.standardwebhooks.com">Standard Webhooks</a>, for which
 * there are libraries. Thread-safe.
 */
public final class WebhookSigner {
  private static final String PREFIX = "whsec_";
  private static final int MINIMUM_BYTES = 24;
  private static final int MAXIMUM_BYTES = 64;

  private final List<SecretKeySpec> keys;

  private WebhookSigner(List<byte[]> keys) {
    this.keys = keys.stream().map(key -> new SecretKeySpec(key, "HmacSHA256")).toList();
  }

  /**
   * By several keys, of 24 to 64 bytes each: a receiver that knows any of them is content, which is
   * how a secret is changed without a gap.
   */
  public static WebhookSigner of(List<byte[]> keys) {
    if (keys.isEmpty() || !keys.stream().allMatch(WebhookSigner::isLongEnough)) {
      throw new IllegalArgumentException("A signer needs keys of 24 to 64 bytes.");
    }
    return new WebhookSigner(keys);
  }

  /** A key as its receiver is given it, and as libraries of Standard Webhooks take it. */
  public static String shown(byte[] key) {
    return PREFIX + Base64.getEncoder().encodeToString(key);
  }

  /**
   * By the secret that a variable holds: 24 to 64 bytes in Base64, with {@code whsec_} before it or
   * not.
   *
   * @throws ConfigurationException with one sentence that names the variable
   */
  public static WebhookSigner of(String variable, String secret) {
    byte[] key = decode(secret.strip());
    if (!isLongEnough(key)) {
      throw new ConfigurationException(
          variable
              + " must hold 24 to 64 bytes in Base64, and does not; make one with: openssl rand"
              + " -base64 32");
    }
    return new WebhookSigner(List.of(key));
  }

  /**
   * The headers that sign a body.
   *
   * @param id the same for each repetition of one message, so that the receiver can drop it
   * @param now when it is sent; receivers refuse what is minutes old
   */
  public Map<String, String> sign(String id, Instant now, byte[] body) {
    String timestamp = Long.toString(now.getEpochSecond());
    byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
    return Map.of(
        "webhook-id", id,
        "webhook-timestamp", timestamp,
        "webhook-signature",
            keys.stream().map(key -> signature(key, head, body)).collect(Collectors.joining(" ")));
  }

  private static String signature(SecretKeySpec key, byte[] head, byte[] body) {
    Mac mac = mac(key);
    mac.update(head);
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
  }

  private static boolean isLongEnough(byte[] key) {
    return key.length >= MINIMUM_BYTES && key.length <= MAXIMUM_BYTES;
  }

  private static Mac mac(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private static byte[] decode(String secret) {
    try {
      return Base64.getDecoder()
          .decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
