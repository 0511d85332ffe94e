package dev.millrace.worker.catalog;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.CatalogCommand;
import dev.millrace.catalog.CatalogRun;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.worker.adapter.offline.catalog.CatalogAnswers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many faults the embedded reviewer finds, and how often it cries wolf. */
final class ReviewQualityTest {
  private static final Logger logger = LoggerFactory.getLogger(ReviewQualityTest.class);
  private static final double LEAST_FOUND = 0.9;
  private static final double MOST_FALSE = 0.05;

  /** What the reviewer calls a fault; where the list of faults has another word for it. */
  private static final Map<String, List<String>> CALLED =
      Map.of(
          "too_short_instructions", List.of("short_instructions"),
          "contradictory_category", List.of("category_contradicts_pattern"),
          "contradictory_equipment",
              List.of("equipment_contradicts_name", "instructions_contradict_equipment"));

  private static final CatalogStand STAND = new CatalogStand(Map.of());

  @AfterAll
  static void close() {
    STAND.close();
  }

  /** A finding on an exercise. */
  private record Finding(String exercise, String name) implements Comparable<Finding> {
    @Override
    public int compareTo(Finding other) {
      return toString().compareTo(other.toString());
    }
  }

  @Test
  void itFindsWhatWasPlantedInTheSampleAndLittleElse() throws IOException {
    STAND.database().clear();
    List<ObjectNode> sample = documents("/catalog/exercises.jsonl");
    sample.forEach(STAND::add);
    List<ObjectNode> planted = documents("/catalog/planted-faults.jsonl");

    CatalogRun run = STAND.run(CatalogCommand.REVIEW, false);
    Set<Finding> findings = findings();

    Set<Finding> missed = new TreeSet<>();
    Set<Finding> alarms = new TreeSet<>(findings);
    for (ObjectNode fault : planted) {
      String name = fault.path("fault").asText();
      List<Finding> expected =
          CALLED.getOrDefault(name, List.of(name)).stream()
              .map(called -> new Finding(exercise(fault), called))
              .toList();
      if (expected.stream().noneMatch(findings::contains)) {
        missed.add(new Finding(exercise(fault), name));
      }
      expected.forEach(alarms::remove);
    }
    logger.info(
        "Of {} faults planted in {} exercises {} were found; of {} findings {} were false alarms.",
        planted.size(),
        sample.size(),
        planted.size() - missed.size(),
        findings.size(),
        alarms.size());

    assertThat(run.counts().path("exercises_reviewed").asInt()).isEqualTo(sample.size());
    assertThat(missed)
        .as("missed: %s", missed)
        .hasSizeLessThanOrEqualTo((int) ((1 - LEAST_FOUND) * planted.size()));
    assertThat(alarms)
        .as("false alarms: %s", alarms)
        .hasSizeLessThanOrEqualTo((int) (MOST_FALSE * findings.size()));
  }

  /** Faults that nobody had in mind who wrote the rules: each kind in each good exercise. */
  @Test
  void itFindsFaultsWhereverTheyAre() throws IOException {
    List<ObjectNode> good =
        documents("/catalog/exercises.jsonl").stream()
            .filter(document -> found(document).isEmpty())
            .toList();
    Map<String, Consumer<ObjectNode>> faults =
        Map.of(
            "missing_equipment", document -> document.putNull("equipment"),
            "missing_movement_pattern", document -> document.putNull("movement_pattern"),
            "missing_primary_muscles", document -> document.putArray("primary_muscles"),
            "missing_category", document -> document.putNull("category"),
            "missing_difficulty", document -> document.putNull("difficulty"),
            "short_instructions", document -> document.putArray("instructions").add("Lift it."),
            "placeholder_text", document -> document.withArray("instructions").add("TODO"),
            "muscle_named_twice", ReviewQualityTest::repeatMuscle,
            "naming_convention",
                document -> document.put("base_name", document.path("base_name").asText() + "."),
            "wrong_muscle_for_pattern", ReviewQualityTest::trainTheNeck);
    assertThat(good).hasSizeGreaterThan(100);
    faults.forEach(
        (name, plant) -> {
          List<String> missed = new ArrayList<>();
          int planted = 0;
          for (ObjectNode exercise : good) {
            ObjectNode faulty = exercise.deepCopy();
            plant.accept(faulty);
            if (!faulty.equals(exercise)) {
              planted++;
              if (!found(faulty).contains(name)) {
                missed.add(exercise(exercise));
              }
            }
          }
          logger.info("{} planted in {} exercises: missed in {}", name, planted, missed.size());
          assertThat(planted).isGreaterThan(good.size() / 2);
          assertThat(missed)
              .as("exercises whose %s is missed", name)
              .hasSizeLessThanOrEqualTo((int) ((1 - LEAST_FOUND) * planted));
        });
  }

  /** A plan looks only for what its job is about, and must come to the same. */
  @Test
  void itPlansWhatItHasFoundTheSameWay() throws IOException {
    Set<String> planned = new TreeSet<>();
    for (ObjectNode exercise : documents("/catalog/exercises.jsonl")) {
      for (JsonNode finding : review(exercise)) {
        ObjectNode input = ContentRequestCodec.emptyObject();
        input.set("type", finding.path("type"));
        input.set("finding", finding.path("finding"));
        input.set("exercise", exercise);
        assertThat(CatalogAnswers.plan(input).path("changes"))
            .as("%s of %s", finding, exercise(exercise))
            .isEqualTo(
                finding.path("changes").isMissingNode()
                    ? ContentRequestCodec.emptyObject()
                    : finding.path("changes"));
        planned.add(finding.path("finding").asText());
      }
    }
    assertThat(planned).hasSizeGreaterThanOrEqualTo(10);
  }

  /** No fault where it is stretched. */
  private static void trainTheNeck(ObjectNode document) {
    if (!document.path("movement_pattern").asText().equals("mobility")) {
      document.putArray("primary_muscles").add("neck");
    }
  }

  private static void repeatMuscle(ObjectNode document) {
    document
        .putArray("secondary_muscles")
        .add(document.path("primary_muscles").path(0).asText("abs"));
  }

  /** What the embedded reviewer finds in one exercise that is alone. */
  private static Set<String> found(ObjectNode document) {
    Set<String> names = new TreeSet<>();
    review(document).forEach(finding -> names.add(finding.path("finding").asText()));
    return names;
  }

  private static JsonNode review(ObjectNode document) {
    ObjectNode input = ContentRequestCodec.emptyObject();
    ArrayNode exercises = input.putArray("exercises");
    exercises.addObject().put("exercise", 1).set("entry", document);
    return CatalogAnswers.review(input).path("findings");
  }

  private static Set<Finding> findings() {
    return STAND
        .database()
        .list(
            """
            SELECT e.base_name || '|' || coalesce(e.equipment, 'null') AS exercise, j.finding
            FROM catalog_jobs j JOIN exercises e ON e.id = j.exercise_id
            """,
            row -> new Finding(row.getString("exercise"), row.getString("finding")))
        .stream()
        .collect(toCollection(TreeSet::new));
  }

  private static String exercise(ObjectNode document) {
    return document.path("base_name").asText() + "|" + document.path("equipment").asText();
  }

  private static List<ObjectNode> documents(String name) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(ReviewQualityTest.class.getResourceAsStream(name), name),
                StandardCharsets.UTF_8))) {
      return reader.lines().map(ContentRequestCodec::parseObject).toList();
    }
  }
}
