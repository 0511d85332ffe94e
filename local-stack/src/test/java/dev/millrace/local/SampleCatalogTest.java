package dev.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleCatalogTest {
  @TempDir private Path home = Path.of("");

  @Test
  void itIsImportedOnce() throws Exception {
    SampleCatalog catalog = catalog();

    catalog.make(appending("exit 0"), Map.of());
    catalog.make(appending("exit 0"), Map.of());

    assertThat(calls()).containsExactly("import-exercises sample-catalog.jsonl");
    assertThat(home.resolve(".local/sample-catalog.jsonl")).isNotEmptyFile();
  }

  @Test
  void whatFailedIsTriedAgainByTheNextRun() throws Exception {
    SampleCatalog catalog = catalog();

    catalog.make(appending("exit 1"), Map.of());
    catalog.make(List.of("/no/such/program"), Map.of());
    catalog.make(appending("exit 0"), Map.of());

    assertThat(calls()).hasSize(2);
  }

  private SampleCatalog catalog() throws IOException {
    Files.createDirectories(home.resolve(".local"));
    return new SampleCatalog(new Settings(home, Map.of(), 1, 2, Map.of()));
  }

  /** Notes how it was called, in place of the program. */
  private List<String> appending(String end) {
    String script = "echo \"$0 ${1##*/}\" >> '%s'; %s".formatted(home.resolve("calls"), end);
    return List.of("/bin/sh", "-c", script);
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(home.resolve("calls"));
  }
}
