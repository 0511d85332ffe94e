package dev.millrace.worker.adapter.offline.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.Equipment;
import dev.millrace.catalog.ExerciseCodec;
import dev.millrace.catalog.ExerciseContent;
import dev.millrace.catalog.InvalidExercise;
import dev.millrace.content.ContentRequestCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the embedded model says to the prompts of the catalog, by rules. Safe for use by many
 * threads.
 */
public final class CatalogAnswers {
  private static final List<Rule> RULES =
      Stream.of(
              MissingRules.all(),
              ContradictionRules.all(),
              TextRules.all(),
              List.of(Rule.of(DuplicateRule::look, DuplicateRule.FINDING)))
          .flatMap(List::stream)
          .toList();

  private CatalogAnswers() {}

  /** The findings on every exercise of a batch. */
  public static ObjectNode review(ObjectNode input) {
    ObjectNode answer = ContentRequestCodec.emptyObject();
    ArrayNode findings = answer.putArray("findings");
    for (JsonNode entry : input.path("exercises")) {
      look(entry, rule -> true)
          .forEach(found -> findings.add(finding(entry.path("exercise").asInt(), found)));
    }
    return answer;
  }

  /** The change that the finding asks for, or, for an exercise that is added, all that it lacks. */
  public static ObjectNode plan(ObjectNode input) {
    ObjectNode entry = ContentRequestCodec.emptyObject();
    entry.set("entry", input.path("exercise"));
    String finding = input.path("finding").asText();
    boolean isAdd = input.path("type").asText().equals("add");
    ObjectNode changes = ContentRequestCodec.emptyObject();
    for (Found found : look(entry, rule -> isAdd || rule.findings().contains(finding))) {
      if (isAdd || found.finding().equals(finding)) {
        changes.setAll(found.changes());
      }
    }
    ObjectNode answer = ContentRequestCodec.emptyObject();
    answer.set("changes", changes);
    answer.put(
        "reason",
        changes.isEmpty()
            ? "Millrace's offline provider knows no rule that would mend this."
            : "Planned by Millrace's offline provider, by rule.");
    return answer;
  }

  private static List<Found> look(JsonNode entry, Predicate<Rule> isAsked) {
    Optional<ExerciseContent> exercise = exercise(entry.path("entry"));
    if (exercise.isEmpty()) {
      return List.of();
    }
    Subject subject = Subject.of(exercise.get(), similar(entry.path("similar")));
    return RULES.stream()
        .filter(isAsked)
        .flatMap(rule -> rule.look().apply(subject).stream())
        .toList();
  }

  /** Whatever is not an exercise is not judged by rules for exercises. */
  private static Optional<ExerciseContent> exercise(JsonNode entry) {
    try {
      return entry instanceof ObjectNode document
          ? Optional.of(ExerciseCodec.decode(document))
          : Optional.empty();
    } catch (InvalidExercise invalid) {
      return Optional.empty();
    }
  }

  private static List<Subject.Similar> similar(JsonNode others) {
    List<Subject.Similar> similar = new ArrayList<>();
    for (JsonNode other : others) {
      similar.add(
          new Subject.Similar(
              other.path("base_name").asText(),
              Equipment.of(other.path("equipment").asText()).orElse(null),
              other.path("similarity").asDouble(),
              other.path("is_older").asBoolean()));
    }
    return similar;
  }

  private static ObjectNode finding(int exercise, Found found) {
    ObjectNode finding = ContentRequestCodec.emptyObject();
    finding.put("exercise", exercise);
    finding.put("type", found.type().wireName());
    finding.put("finding", found.finding());
    finding.put("reason", found.reason());
    finding.put("priority", found.priority());
    if (!found.changes().isEmpty()) {
      finding.set("changes", found.changes());
    }
    return finding;
  }
}
