package dev.millrace.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog that comes with the product, imported once: what became of it since is the user's. A
 * mark beside the data tells that it was, so that who removes the data gets it again.
 */
final class SampleCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(SampleCatalog.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String RESOURCE = "/catalog/exercises.jsonl";

  private final Path file;
  private final Path mark;
  private final LogFile log;

  SampleCatalog(Settings settings) {
    this.file = settings.local().resolve("sample-catalog.jsonl");
    this.mark = settings.local().resolve("sample-catalog.imported");
    this.log = new LogFile(settings.logs().resolve("sample-catalog.log"));
  }

  /**
   * Imports it unless that was done. The stack works without it, so a failure is only noted.
   *
   * @param program the command line of a program that can import
   */
  void make(List<String> program, Map<String, String> environment) throws InterruptedException {
    if (Files.exists(mark)) {
      return;
    }
    try (InputStream sample = SampleCatalog.class.getResourceAsStream(RESOURCE)) {
      if (sample == null) {
        throw new IOException("The build has lost " + RESOURCE);
      }
      Files.copy(sample, file, StandardCopyOption.REPLACE_EXISTING);
      log.rotate();
      ServiceProcess process = ServiceProcess.start(command(program), environment, log);
      if (!process.endsWithin(PATIENCE)) {
        process.terminate();
        throw new IOException("It took longer than " + PATIENCE);
      }
      if (process.exitCode() != 0) {
        throw new IOException(log.lastLines(5));
      }
      Files.createFile(mark);
      LOG.info("The sample catalog was imported");
    } catch (IOException failure) {
      LOG.warn("The sample catalog was not imported; the next run tries again", failure);
    }
  }

  private List<String> command(List<String> program) {
    return Stream.concat(program.stream(), Stream.of("import-exercises", file.toString())).toList();
  }
}
