package dev.millrace.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestRepository;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One change of one exercise, as somebody wants it made.
 *
 * @param id of the change
 * @param expectedVersion the version that the change was thought out for; null when there must be
 *     no such exercise
 * @param after what the exercise is to say; null to take it away
 * @param cause why, and by whom
 */
public record Edit(
    UUID id,
    UUID exerciseId,
    @Nullable Integer expectedVersion,
    @Nullable ExerciseContent after,
    Cause cause) {
  /**
   * Why a change is made.
   *
   * @param actor who makes it
   * @param verdict why it was judged to be right
   * @param reverts the change that it undoes
   */
  public record Cause(
      Operation operation,
      String actor,
      ObjectNode verdict,
      @Nullable UUID job,
      @Nullable UUID run,
      @Nullable UUID reverts) {
    /** Of an operator, or whatever acts for one. */
    public static Cause of(Operation operation, String actor, ObjectNode verdict) {
      return new Cause(operation, actor, verdict, null, null, null);
    }
  }

  /** An id for a change. */
  public static UUID newId() {
    return ContentRequestRepository.newId();
  }

  /** A new exercise, under an id of its own. */
  public static Edit add(ExerciseContent content, Cause cause) {
    return new Edit(newId(), ContentRequestRepository.newId(), null, content, cause);
  }

  /** A change of an exercise that is there. */
  public static Edit update(UUID exercise, int version, ExerciseContent after, Cause cause) {
    return new Edit(newId(), exercise, version, after, cause);
  }
}
