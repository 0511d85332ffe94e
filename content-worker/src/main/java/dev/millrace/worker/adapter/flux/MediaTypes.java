package dev.millrace.worker.adapter.flux;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Recognizes pictures by how they begin, whatever a server says of them. */
final class MediaTypes {
  private MediaTypes() {}

  static Optional<String> of(byte[] bytes) {
    if (starts(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
      return Optional.of("image/png");
    }
    if (starts(bytes, 0, "\u00ff\u00d8\u00ff")) {
      return Optional.of("image/jpeg");
    }
    return starts(bytes, 0, "RIFF") && starts(bytes, 8, "WEBP")
        ? Optional.of("image/webp")
        : Optional.empty();
  }

  private static boolean starts(byte[] bytes, int offset, String signature) {
    byte[] wanted = signature.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < offset + wanted.length) {
      return false;
    }
    for (int index = 0; index < wanted.length; index++) {
      if (bytes[offset + index] != wanted[index]) {
        return false;
      }
    }
    return true;
  }
}
