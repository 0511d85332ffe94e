package dev.millrace.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job that somebody wants filed.
 *
 * @param exerciseId what it is about; null for an add
 * @param finding what is wrong, as a name of small letters, digits and underscores
 * @param reason what is wrong, as a sentence of at most 1,000 characters
 * @param changes the fields of the exercise that are to change, and what they are to say; empty to
 *     have that planned. For an add, what is known of the exercise: at least {@code base_name}
 * @param priority 1 is first, 9 is last
 */
public record NewJob(
    UUID id,
    JobType type,
    JobMode mode,
    @Nullable UUID exerciseId,
    String finding,
    String reason,
    ObjectNode changes,
    int priority,
    FiledBy by) {
  /** The priority of what nobody is in a hurry about. */
  public static final int USUAL_PRIORITY = 5;

  /** What an add is filed as. */
  public static final String MISSING_EXERCISE = "missing_exercise";

  private static final int LONGEST_REASON = 1_000;

  public NewJob {
    if ((type == JobType.ADD) != (exerciseId == null)) {
      throw new IllegalArgumentException("A job is about an exercise, unless it adds one");
    }
    reason = shortened(reason);
  }

  /**
   * Who files a job.
   *
   * @param name a person or a part of the product, for the journal
   * @param organizationId who pays for the models that the job asks
   * @param run the review that filed it; null when an operator did
   * @param finder the model that found it; null when an operator did
   */
  public record FiledBy(
      String name, String organizationId, @Nullable UUID run, @Nullable Finder finder) {
    /** An operator. */
    public static FiledBy operator(String name, String organizationId) {
      return new FiledBy(name, organizationId, null, null);
    }
  }

  /** The model that found something, by which prompt, and what that cost in US dollars. */
  public record Finder(String provider, String model, String promptVersion, BigDecimal cost) {}

  /** The job that adds an exercise of which at least the name is known. */
  public static NewJob add(ObjectNode exercise, JobMode mode, String reason, FiledBy by) {
    return new NewJob(
        ContentRequestRepository.newId(),
        JobType.ADD,
        mode,
        null,
        MISSING_EXERCISE,
        reason,
        exercise,
        USUAL_PRIORITY,
        by);
  }

  /** What no two jobs may change at once: the exercise, or the name that one is to get. */
  String subjectKey() {
    return exerciseId == null ? "name:" + nameKey() : exerciseId.toString();
  }

  /** What is not asked for twice. */
  String dedupeKey() {
    return type.wireName() + ":" + finding + ":" + subjectKey();
  }

  ObjectNode payload() {
    ObjectNode payload = ContentRequestCodec.emptyObject();
    if (!changes.isEmpty()) {
      payload.set("changes", changes);
    }
    return payload;
  }

  private String nameKey() {
    return ExerciseCodec.nameKey(
        changes.path("base_name").asText(),
        Equipment.of(changes.path("equipment").asText()).orElse(null));
  }

  private static String shortened(String reason) {
    return reason.length() <= LONGEST_REASON
        ? reason
        : reason.substring(0, LONGEST_REASON - 1) + "…";
  }
}
