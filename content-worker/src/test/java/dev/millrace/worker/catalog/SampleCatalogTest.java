package dev.millrace.worker.catalog;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.CatalogCommand;
import dev.millrace.catalog.CatalogRun;
import dev.millrace.catalog.ExerciseImport;
import dev.millrace.catalog.FileFormat;
import dev.millrace.catalog.ImportReport;
import dev.millrace.content.ContentRequestCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The catalog that comes with the product, and the faults that were planted in it: the reviewer
 * reads the one, and never the list of the other.
 */
final class SampleCatalogTest {
  private static final CatalogStand STAND = new CatalogStand(Map.of());
  private static final int LEAST_EXERCISES = 150;
  private static final int LEAST_FAULTS = 30;
  private static final int LEAST_KINDS = 10;
  private static final double LEAST_FOUND = 0.9;
  private static final double MOST_FALSE = 0.05;

  @BeforeAll
  static void theSampleIsImportedWhole() throws IOException {
    ImportReport report;
    try (InputStream sample = resource("/catalog/exercises.jsonl")) {
      report =
          STAND.bean(ExerciseImport.class).read(sample, FileFormat.JSONL, "test", new Silent());
    }
    assertThat(report.refusals()).isEmpty();
    assertThat(report.added()).isGreaterThanOrEqualTo(LEAST_EXERCISES).isEqualTo(report.read());
  }

  @AfterAll
  static void close() {
    STAND.close();
  }

  /** A fault of an exercise. */
  private record Fault(String kind, String exercise) {}

  @Test
  void itsFaultsAreOfManyKindsAndInTheCatalog() throws IOException {
    List<String> catalog =
        documents("/catalog/exercises.jsonl").stream().map(SampleCatalogTest::name).toList();
    Map<String, Long> kinds = planted().stream().collect(groupingBy(Fault::kind, counting()));

    assertThat(planted()).hasSizeGreaterThanOrEqualTo(LEAST_FAULTS);
    assertThat(kinds).hasSizeGreaterThanOrEqualTo(LEAST_KINDS);
    assertThat(planted()).extracting(Fault::exercise).isSubsetOf(catalog);
  }

  @Test
  void theOfflineReviewerFindsThemAndHardlyAnythingElse() throws IOException {
    CatalogRun run = STAND.run(CatalogCommand.REVIEW, false);
    assertThat(run.error()).isNull();
    Set<Fault> planted = planted();
    Set<Fault> found = found();

    Set<String> faulty = planted.stream().map(Fault::exercise).collect(Collectors.toSet());

    Set<Fault> missed =
        planted.stream().filter(each -> !found.contains(each)).collect(Collectors.toSet());
    // One fault may show twice, as equipment that neither name nor instructions agree with.
    Set<Fault> falseAlarms =
        found.stream()
            .filter(each -> !faulty.contains(each.exercise()))
            .collect(Collectors.toSet());
    assertThat(missed)
        .as("planted and not found")
        .hasSizeLessThanOrEqualTo((int) (planted.size() * (1 - LEAST_FOUND)));
    assertThat(falseAlarms)
        .as("found in exercises without a fault")
        .hasSizeLessThanOrEqualTo((int) (found.size() * MOST_FALSE));
  }

  private static Set<Fault> planted() throws IOException {
    return documents("/catalog/planted-faults.jsonl").stream()
        .map(each -> new Fault(each.path("fault").asText(), name(each)))
        .collect(Collectors.toSet());
  }

  private static Set<Fault> found() {
    return Set.copyOf(
        STAND
            .database()
            .list(
                """
                SELECT j.finding, e.base_name, coalesce(e.equipment, 'null') AS equipment
                FROM catalog_jobs j JOIN exercises e ON e.id = j.exercise_id
                """,
                row ->
                    new Fault(
                        row.getString("finding"),
                        row.getString("base_name") + "|" + row.getString("equipment"))));
  }

  private static String name(ObjectNode document) {
    return document.path("base_name").asText() + "|" + document.path("equipment").asText("null");
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
