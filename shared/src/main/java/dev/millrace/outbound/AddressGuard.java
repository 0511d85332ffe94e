package dev.millrace.outbound;

import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Resolves a host and lets through only addresses that may be called. One bad address spoils the
 * answer: an honest name does not point into the internet and into our network at once.
 */
@Singleton
final class AddressGuard {
  private final Resolver resolver;
  private final boolean allowLoopback;

  AddressGuard(Resolver resolver, OutboundConfig config) {
    this.resolver = resolver;
    this.allowLoopback = config.allowLoopback();
  }

  /** What became of a host's name. */
  sealed interface Resolution {
    /** These may be connected to, and no others. */
    record Safe(List<InetAddress> addresses) implements Resolution {}

    /** The host must not be called; {@code reason} is a sentence. */
    record Forbidden(String reason) implements Resolution {}

    /** The host has no address, for now. */
    record Unknown() implements Resolution {}
  }

  /** Asks once; only what is answered here may be used. */
  Resolution resolve(Target target) {
    try {
      List<InetAddress> addresses = resolver.resolve(target.host());
      return addresses.isEmpty()
          ? new Resolution.Unknown()
          : objection(target, addresses)
              .<Resolution>map(Resolution.Forbidden::new)
              .orElseGet(() -> new Resolution.Safe(List.copyOf(addresses)));
    } catch (UnknownHostException e) {
      return new Resolution.Unknown();
    }
  }

  /** What is wrong with it before anybody is asked; completes “The URL …”. */
  Optional<String> refusal(Target target) {
    if (!target.encrypted() && !allowLoopback) {
      return Optional.of("must begin with https://");
    }
    return literal(target.host())
        .filter(address -> !(allowLoopback && AddressRules.isLoopback(address)))
        .flatMap(AddressRules::objection)
        .map(kind -> "has an address that is " + kind);
  }

  private static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException name) {
      return Optional.empty();
    }
  }

  private Optional<String> objection(Target target, List<InetAddress> addresses) {
    Optional<String> special =
        addresses.stream()
            .filter(address -> !(allowLoopback && AddressRules.isLoopback(address)))
            .flatMap(address -> AddressRules.objection(address).stream())
            .findFirst()
            .map(kind -> "The host's address is " + kind + " and must not be called.");
    return special.isPresent() || target.encrypted()
        ? special
        : addresses.stream().allMatch(AddressRules::isLoopback)
            ? Optional.empty()
            : Optional.of("Plain http must not leave this machine; use https.");
  }
}
