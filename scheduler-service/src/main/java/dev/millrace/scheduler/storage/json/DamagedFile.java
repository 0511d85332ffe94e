package dev.millrace.scheduler.storage.json;

import java.nio.file.Path;

/** A file of the storage cannot be what was written to it; nothing is guessed. */
final class DamagedFile extends IllegalStateException {
  private static final long serialVersionUID = 1;

  DamagedFile(Path file, String where) {
    super(
        file
            + " is damaged "
            + where
            + ": bring it back from a backup, or set SCHEDULER_STORAGE_DIR to another directory.");
  }

  DamagedFile(Path file, String where, Throwable cause) {
    this(file, where);
    initCause(cause);
  }
}
