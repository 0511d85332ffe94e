package dev.millrace.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Asks for the addresses of a host. Thread-safe; blocks. */
@FunctionalInterface
public interface Resolver {
  /**
   * The addresses of a name, or the one that the name itself spells; at least one.
   *
   * @throws UnknownHostException if there are none
   */
  List<InetAddress> resolve(String host) throws UnknownHostException;
}
