package dev.millrace.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A range of addresses, such as 10.0.0.0/8. */
record Network(InetAddress base, int prefix) {
  /** Reads {@code address/prefix}. */
  static Network of(String text) {
    int slash = text.indexOf('/');
    try {
      return new Network(
          InetAddress.getByName(text.substring(0, slash)),
          Integer.parseInt(text.substring(slash + 1)));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not a network: " + text, e);
    }
  }

  /** Whether the address, of four or sixteen bytes, is in it. */
  boolean holds(byte[] address) {
    byte[] network = base.getAddress();
    if (network.length != address.length) {
      return false;
    }
    int whole = prefix / 8;
    for (int i = 0; i < whole; i++) {
      if (network[i] != address[i]) {
        return false;
      }
    }
    int mask = (0xff00 >> (prefix % 8)) & 0xff;
    return mask == 0 || (network[whole] & mask) == (address[whole] & mask);
  }
}
