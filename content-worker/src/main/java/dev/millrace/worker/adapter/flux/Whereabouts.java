package dev.millrace.worker.adapter.flux;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where answers of the provider may send us. Only hosts that were allowed beforehand are called,
 * whatever an answer says, so that none of our own network can be meant.
 */
final class Whereabouts {
  private final URI base;
  private final List<String> hosts;

  Whereabouts(URI base, List<String> hosts) {
    this.base = base;
    this.hosts = hosts;
  }

  /** The address, if it may be called. */
  Optional<URI> allowed(String address) {
    try {
      URI uri = URI.create(address);
      return uri.getHost() != null && uri.getUserInfo() == null && (isBase(uri) || isListed(uri))
          ? Optional.of(uri)
          : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private boolean isBase(URI uri) {
    return base.getScheme().equals(uri.getScheme())
        && base.getHost().equalsIgnoreCase(uri.getHost())
        && base.getPort() == uri.getPort();
  }

  private boolean isListed(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return "https".equals(uri.getScheme())
        && (uri.getPort() == -1 || uri.getPort() == 443)
        && hosts.stream()
            .map(listed -> listed.strip().toLowerCase(Locale.ROOT))
            .anyMatch(
                listed ->
                    listed.startsWith("*.")
                        ? host.endsWith(listed.substring(1))
                        : host.equals(listed));
  }
}
