package dev.millrace.outbound;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which addresses are on the public internet: all but the special ones of the <a
 * href="https://www.iana.org/assignments/iana-ipv4-special-registry">IPv4</a> and <a
 * href="https://www.iana.org/assignments/iana-ipv6-special-registry">IPv6</a> registries. Of IPv6
 * only the global unicast range counts, and of that not what carries an IPv4 address within it.
 */
final class AddressRules {
  private static final List<Network> LOOPBACK = networks("127.0.0.0/8", "::1/128");

  private static final Map<String, List<Network>> SPECIAL =
      Map.of(
          "unspecified", networks("0.0.0.0/8", "::/128"),
          "private",
              networks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"),
          "shared with a carrier", networks("100.64.0.0/10"),
          "link-local", networks("169.254.0.0/16", "fe80::/10"),
          "multicast", networks("224.0.0.0/4", "ff00::/8"),
          "of a cloud's metadata", networks("168.63.129.16/32"),
          "reserved",
              networks(
                  "192.0.0.0/24",
                  "192.0.2.0/24",
                  "192.88.99.0/24",
                  "198.18.0.0/15",
                  "198.51.100.0/24",
                  "203.0.113.0/24",
                  "240.0.0.0/4",
                  "2001::/23",
                  "2001:db8::/32",
                  "3fff::/20"),
          "a tunnel to another", networks("2002::/16", "64:ff9b::/96", "64:ff9b:1::/48"));

  private static final Network GLOBAL_IPV6 = Network.of("2000::/3");

  private AddressRules() {}

  /** Whether the address is this machine's own. */
  static boolean isLoopback(InetAddress address) {
    return isIn(LOOPBACK, canonical(address));
  }

  /** Why the address is not on the public internet, to complete “its address is …”. */
  static Optional<String> objection(InetAddress address) {
    byte[] bytes = canonical(address);
    if (isIn(LOOPBACK, bytes)) {
      return Optional.of("loopback");
    }
    Optional<String> special =
        SPECIAL.entrySet().stream()
            .filter(kind -> isIn(kind.getValue(), bytes))
            .map(Map.Entry::getKey)
            .findFirst();
    return special.isPresent() || bytes.length == 4 || GLOBAL_IPV6.holds(bytes)
        ? special
        : Optional.of("reserved");
  }

  /** Four bytes, also of an IPv4 address that is written as an IPv6 one. */
  private static byte[] canonical(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean mapped =
        bytes.length == 16
            && Arrays.equals(bytes, 0, 10, new byte[10], 0, 10)
            && bytes[10] == (byte) 0xff
            && bytes[11] == (byte) 0xff;
    return mapped ? Arrays.copyOfRange(bytes, 12, 16) : bytes;
  }

  private static boolean isIn(List<Network> networks, byte[] address) {
    return networks.stream().anyMatch(network -> network.holds(address));
  }

  private static List<Network> networks(String... texts) {
    return Stream.of(texts).map(Network::of).toList();
  }
}
