package dev.millrace.security;

import io.micronaut.context.exceptions.ConfigurationException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where public keys are published. Keys fetched in the clear could be anyone's, so it is an https
 * address, or an http one that never leaves this machine.
 */
public record JwksAddress(URI uri) {
  /**
   * Reads the value of a variable.
   *
   * @throws ConfigurationException with one sentence that names the variable
   */
  public static JwksAddress of(String variable, String value) {
    URI uri = uri(variable, value);
    if (!isTrustworthy(uri)) {
      throw new ConfigurationException(variable + " must be an https address, and is " + uri + ".");
    }
    return new JwksAddress(uri);
  }

  private static URI uri(String variable, String value) {
    try {
      return URI.create(value);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(variable + " must be an address, and is " + value + ".", e);
    }
  }

  private static boolean isTrustworthy(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    return scheme.equals("https") || (scheme.equals("http") && isLoopback(uri.getHost()));
  }

  private static boolean isLoopback(@Nullable String host) {
    try {
      return host != null && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
