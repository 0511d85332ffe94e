package dev.millrace.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** The key that signs development tokens: made once, kept, and never printed. */
final class SecretKey {
  private static final int BYTES = 32;

  private SecretKey() {}

  static String keptIn(Path file) throws IOException {
    if (!Files.exists(file)) {
      PrivateFile.write(file, random());
    }
    return Files.readString(file).strip();
  }

  static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
