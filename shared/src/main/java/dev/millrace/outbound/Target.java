package dev.millrace.outbound;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** Where a URL leads, taken apart once, so that nobody reads it differently later. */
record Target(boolean encrypted, String host, int port, String path) {
  /** Why the URL can not be called, whatever its host's addresses are; completes “The URL …”. */
  static Optional<String> objection(URI url) {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      return Optional.of("must begin with https://");
    } else if (url.getHost() == null || url.getHost().isEmpty()) {
      return Optional.of("names no host");
    } else if (url.getRawUserInfo() != null) {
      return Optional.of("must not hold a user or password");
    } else if (url.getPort() == 0 || url.getPort() > 65_535) {
      return Optional.of("names a port that is none");
    }
    return Optional.empty();
  }

  /** Of a URL to which there is no {@link #objection}. */
  static Target of(URI url) {
    boolean encrypted = url.getScheme().equalsIgnoreCase("https");
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return new Target(
        encrypted,
        bare(url.getHost().toLowerCase(Locale.ROOT)),
        url.getPort() < 0 ? (encrypted ? 443 : 80) : url.getPort(),
        url.getRawQuery() == null ? path : path + "?" + url.getRawQuery());
  }

  /** The scheme's name. */
  String scheme() {
    return encrypted ? "https" : "http";
  }

  /** Without the brackets of an IPv6 address. */
  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
