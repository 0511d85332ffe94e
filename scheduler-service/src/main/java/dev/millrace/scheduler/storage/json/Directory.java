package dev.millrace.scheduler.storage.json;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The directory of one storage, held by a lock that ends with the process. */
final class Directory implements AutoCloseable {
  private final Path path;
  private final FileChannel lock;

  private Directory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes the directory if it is not there, and locks it.
   *
   * @throws IllegalStateException when another instance has it
   */
  static Directory lock(Path path) throws IOException {
    Files.createDirectories(path);
    FileChannel channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isLocked(channel)) {
      channel.close();
      throw new IllegalStateException(
          "Another scheduler keeps its schedules in "
              + path.toAbsolutePath()
              + ", and SCHEDULER_STORAGE=json is for one instance: stop it, or set"
              + " SCHEDULER_STORAGE_DIR to another directory.");
    }
    Directory directory = new Directory(path, channel);
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      sync(parent);
    }
    return directory;
  }

  Path file(String name) {
    return path.resolve(name);
  }

  /** Makes durable which files there are. */
  void sync() throws IOException {
    sync(path);
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  /** The same process may have it, too. */
  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException own) {
      return false;
    }
  }
}
