package dev.millrace.worker.cli;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.ExerciseImport;
import dev.millrace.catalog.FileFormat;
import dev.millrace.catalog.ImportReport;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.testing.MigratedDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The catalog that comes with the product, and the faults that were planted in it. */
class SampleCatalogTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final int LEAST_EXERCISES = 150;
  private static final int LEAST_FAULTS = 30;
  private static final int LEAST_KINDS = 10;

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void eachOfItsExercisesCanBeImported() throws IOException {
    ImportReport report;
    try (InputStream sample = resource("/catalog/exercises.jsonl")) {
      report =
          DATABASE.bean(ExerciseImport.class).read(sample, FileFormat.JSONL, "test", new Silent());
    }

    assertThat(report.refusals()).isEmpty();
    assertThat(report.added()).isGreaterThanOrEqualTo(LEAST_EXERCISES);
    assertThat(report.added()).isEqualTo(report.read());
  }

  @Test
  void itsFaultsAreOfManyKindsAndInTheCatalog() throws IOException {
    List<ObjectNode> faults = documents("/catalog/planted-faults.jsonl");
    List<String> catalog =
        documents("/catalog/exercises.jsonl").stream().map(SampleCatalogTest::name).toList();
    Map<String, Long> kinds =
        faults.stream().collect(groupingBy(fault -> fault.path("fault").asText(), counting()));

    assertThat(faults).hasSizeGreaterThanOrEqualTo(LEAST_FAULTS);
    assertThat(kinds).hasSizeGreaterThanOrEqualTo(LEAST_KINDS);
    assertThat(faults).extracting(SampleCatalogTest::name).isSubsetOf(catalog);
  }

  private static String name(ObjectNode document) {
    return document.path("base_name").asText() + "|" + document.path("equipment").asText();
  }

  private static List<ObjectNode> documents(String name) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(resource(name), StandardCharsets.UTF_8))) {
      return reader.lines().map(ContentRequestCodec::parseObject).toList();
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(SampleCatalogTest.class.getResourceAsStream(name), name);
  }

  private static final class Silent implements ExerciseImport.Listener {
    @Override
    public void progressed(long read) {}

    @Override
    public void refused(ImportReport.Refusal refusal) {}
  }
}
