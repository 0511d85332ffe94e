package dev.millrace.worker.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.ExerciseCodec;
import dev.millrace.catalog.ExerciseContent;
import dev.millrace.catalog.ExerciseStatus;
import dev.millrace.catalog.InvalidExercise;
import dev.millrace.catalog.JobType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a change may do to an exercise, whoever has proposed it: a model is a stranger. A change
 * that passes leaves an exercise that can be stored, that says no less than before, and whose texts
 * are plain.
 */
final class ChangeRules {
  /** Nothing in an exercise is a link, markup, or code. */
  private static final Pattern FOREIGN =
      Pattern.compile(
          "(?i)https?:|www\\.|javascript:|<[a-z/!]|\\{\\{|```|\\]\\(|ignore (all|previous|prior)|system prompt");

  /** The findings that say of an exercise that it should not be there. */
  private static final List<String> RETIRING = List.of("near_duplicate_name", "should_be_retired");

  private static final List<String> LISTS =
      List.of("primary_muscles", "secondary_muscles", "instructions", "cues", "aliases");

  /** A text may be made shorter, but a change that leaves so little of it destroys. */
  private static final double LEAST_LEFT = 0.4;

  private ChangeRules() {}

  /**
   * The exercise after a change.
   *
   * @param before what is there; an empty object for an exercise that is added
   * @throws Unfit when the change must not be made
   */
  static ExerciseContent apply(JobType type, String finding, ObjectNode before, ObjectNode changes)
      throws Unfit {
    ObjectNode after = before.deepCopy();
    for (Map.Entry<String, JsonNode> change : changes.properties()) {
      if (!ExerciseCodec.FIELDS.contains(change.getKey())) {
        throw new Unfit("An exercise has no field " + printable(change.getKey()) + ".");
      }
      after.set(change.getKey(), change.getValue());
    }
    ExerciseContent content = decoded(after);
    requirePlain(content, before);
    if (type == JobType.ADD) {
      return content;
    }
    if (type == JobType.ENRICH) {
      requireMore(before, after);
    }
    requireNoLoss(before, after);
    if (content.status() != ExerciseStatus.ACTIVE
        && !content.status().wireName().equals(before.path("status").asText())
        && !RETIRING.contains(finding)) {
      throw new Unfit("Only a job about a superfluous exercise may take it out of the catalog.");
    }
    return content;
  }

  private static ExerciseContent decoded(ObjectNode after) throws Unfit {
    try {
      return ExerciseCodec.decode(after);
    } catch (InvalidExercise invalid) {
      throw new Unfit("The exercise would not be valid: " + invalid.reason());
    }
  }

  /** What was there before is not held against the change. */
  private static void requirePlain(ExerciseContent content, ObjectNode before) throws Unfit {
    Set<String> was = new HashSet<>();
    collect(before, was);
    List<String> texts =
        Stream.of(
                Stream.of(content.baseName()),
                content.instructions().stream(),
                content.cues().stream(),
                content.aliases().stream())
            .flatMap(each -> each)
            .toList();
    for (String text : texts) {
      if (!was.contains(text)
          && FOREIGN.matcher(text).find()
          && was.stream().noneMatch(each -> each.contains(text))) {
        throw new Unfit("The text of an exercise is plain: no links, no markup, no instructions.");
      }
    }
  }

  private static void collect(JsonNode document, Set<String> texts) {
    for (JsonNode each : document) {
      if (each.isTextual()) {
        texts.add(each.textValue());
      } else {
        collect(each, texts);
      }
    }
  }

  /** Who completes an exercise leaves what it says. */
  private static void requireMore(ObjectNode before, ObjectNode after) throws Unfit {
    for (String field : List.of("base_name", "equipment", "movement_pattern", "status")) {
      JsonNode was = before.path(field);
      if (!was.isNull() && !was.isMissingNode() && !was.equals(after.path(field))) {
        throw new Unfit("A job that completes an exercise may not change its " + field + ".");
      }
    }
  }

  private static void requireNoLoss(ObjectNode before, ObjectNode after) throws Unfit {
    for (String field : ExerciseCodec.FIELDS) {
      JsonNode was = before.path(field);
      JsonNode is = after.path(field);
      if (!was.isNull() && !was.isMissingNode() && is.isNull()) {
        throw new Unfit("The change would empty " + field + ".");
      }
      boolean mayEnd = field.equals("secondary_muscles") || field.equals("aliases");
      if (LISTS.contains(field) && !was.isEmpty() && is.isEmpty() && !mayEnd) {
        throw new Unfit("The change would empty " + field + ".");
      }
    }
    if (length(after.path("instructions")) < LEAST_LEFT * length(before.path("instructions"))) {
      throw new Unfit("The change would take away most of the instructions.");
    }
  }

  private static int length(JsonNode texts) {
    int length = 0;
    for (JsonNode text : texts) {
      length += text.asText().length();
    }
    return length;
  }

  private static String printable(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_]", "?");
    return plain.length() <= 40 ? plain : plain.substring(0, 40);
  }
}
