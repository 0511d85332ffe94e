package dev.millrace.scheduler.http;

import dev.millrace.outbound.OutboundClient;
import io.micronaut.context.exceptions.ConfigurationException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The addresses that jobs may post to. An entry is the beginning of a URL, by whole segments of its
 * path; a host alone is short for {@code https://host/}.
 */
final class AllowedUrls {
  /** What servers read in more than one way: dot segments, and slashes in disguise. */
  private static final Pattern AMBIGUOUS =
      Pattern.compile("(?:^|/)\\.{1,2}(?:/|$)|//|\\\\|%2e|%2f|%5c|;", Pattern.CASE_INSENSITIVE);

  private final List<URI> prefixes;

  AllowedUrls(List<String> entries) {
    prefixes = entries.stream().map(AllowedUrls::prefix).toList();
  }

  boolean allows(URI url) {
    return OutboundClient.objection(url).isEmpty()
        && !AMBIGUOUS.matcher(path(url)).find()
        && prefixes.stream().anyMatch(prefix -> begins(url, prefix));
  }

  private static boolean begins(URI url, URI prefix) {
    return lower(url.getScheme()).equals(lower(prefix.getScheme()))
        && lower(url.getHost()).equals(lower(prefix.getHost()))
        && port(url) == port(prefix)
        && isBelow(path(url), path(prefix));
  }

  private static boolean isBelow(String path, String prefix) {
    return path.equals(prefix) || path.startsWith(prefix.endsWith("/") ? prefix : prefix + "/");
  }

  private static URI prefix(String entry) {
    try {
      URI uri = URI.create(entry.contains("://") ? entry : "https://" + entry);
      if (OutboundClient.objection(uri).isEmpty()
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && !AMBIGUOUS.matcher(path(uri)).find()) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(fault(entry), e);
    }
    throw new ConfigurationException(fault(entry));
  }

  private static String fault(String entry) {
    return "SCHEDULER_HTTP_ALLOWED must list hosts, or beginnings of URLs, and has " + entry + ".";
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : lower(uri.getScheme()).equals("https") ? 443 : 80;
  }

  private static String path(URI uri) {
    return uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
