package dev.millrace.worker.call.cache;

import java.util.HexFormat;

/**
 * Work whose answer may be there.
 *
 * @param work the SHA-256 that identifies it, in hexadecimal
 */
public record CacheKey(String organizationId, String work) {
  /** The 32 bytes of the hash. */
  byte[] hash() {
    return HexFormat.of().parseHex(work);
  }
}
