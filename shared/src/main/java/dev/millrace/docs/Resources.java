package dev.millrace.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Files on the class path that belong to this program. */
final class Resources {
  private Resources() {}

  /** The bytes of a file that is known to be there. */
  static byte[] read(String path) {
    try (InputStream file = Resources.class.getResourceAsStream(path)) {
      if (file == null) {
        throw new IllegalStateException("The program was built without " + path);
      }
      return file.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
