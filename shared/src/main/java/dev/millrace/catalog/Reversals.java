package dev.millrace.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Undoes changes. Each undoing is a change of its own, so that it can be undone too. Safe for use
 * by many threads.
 */
@Singleton
public final class Reversals {
  private static final int MOST = 1_000;

  private final Database database;
  private final ChangeRepository changes;
  private final ExerciseRepository exercises;
  private final Journal journal;
  private final SummaryRepository summaries;

  Reversals(
      Database database,
      ChangeRepository changes,
      ExerciseRepository exercises,
      Journal journal,
      SummaryRepository summaries) {
    this.database = database;
    this.changes = changes;
    this.exercises = exercises;
    this.journal = journal;
    this.summaries = summaries;
  }

  /**
   * Brings an exercise back to what it was before a change.
   *
   * @param cascade whether the later changes that stand on it are undone with it; otherwise they
   *     are a reason to refuse
   */
  public Reversal revert(UUID change, boolean cascade, String actor) {
    try {
      return database.write(connection -> revert(connection, change, cascade, actor));
    } catch (DatabaseException refused) {
      if (!refused.isCausedByARow()) {
        throw refused;
      }
      return new Reversal.Refused(
          "Another exercise has the name that this one would have again.", List.of());
    }
  }

  private Reversal revert(Connection connection, UUID id, boolean cascade, String actor) {
    Optional<Change> found = changes.find(connection, id);
    if (found.isEmpty()) {
      return new Reversal.Unknown();
    }
    Change change = found.get();
    if (change.revertedBy() != null) {
      return new Reversal.Refused(
          "It is undone already, by change " + change.revertedBy() + ".", List.of());
    }
    List<Change> standing = standing(connection, change);
    if (standing.size() >= MOST) {
      return new Reversal.Refused(
          "More than " + MOST + " changes were made since; restore a backup instead.", List.of());
    }
    if (!standing.isEmpty() && !cascade) {
      return new Reversal.Refused(
          standing.size()
              + (standing.size() == 1 ? " later change stands" : " later changes stand")
              + " on it; undo the newest first, or cascade.",
          standing.stream().map(Change::id).toList());
    }
    return undo(connection, standing, change, actor);
  }

  private Reversal undo(Connection connection, List<Change> standing, Change change, String actor) {
    List<Change> order = new ArrayList<>(standing);
    order.add(change);
    List<UUID> made = new ArrayList<>();
    for (Change each : order) {
      Edit edit = edit(connection, each, actor);
      if (journal.write(connection, List.of(edit)).isEmpty()) {
        throw new DatabaseException(
            new SQLException("The exercise was changed meanwhile", "40001"));
      }
      made.add(edit.id());
    }
    summaries.add(connection, Map.of("changes_reverted", (long) made.size()), BigDecimal.ZERO);
    return new Reversal.Reverted(made);
  }

  /** The later changes that are in force: neither undone, nor the undoing of one that was later. */
  private List<Change> standing(Connection connection, Change change) {
    List<Change> later =
        changes.since(connection, change.exerciseId(), change.versionAfter(), MOST);
    Set<UUID> ids = new HashSet<>();
    later.forEach(each -> ids.add(each.id()));
    return later.stream()
        .filter(each -> each.revertedBy() == null || !ids.contains(each.revertedBy()))
        .filter(each -> each.reverts() == null || !ids.contains(each.reverts()))
        .toList();
  }

  private Edit edit(Connection connection, Change undone, String actor) {
    @Nullable Integer version =
        exercises.find(connection, undone.exerciseId()).map(Exercise::version).orElse(null);
    ObjectNode verdict = ContentRequestCodec.emptyObject();
    verdict.put("reason", "undone by " + actor);
    return new Edit(
        Edit.newId(),
        undone.exerciseId(),
        version,
        Optional.ofNullable(undone.before()).map(ExerciseCodec::stored).orElse(null),
        new Edit.Cause(Operation.REVERT, actor, verdict, null, null, undone.id()));
  }
}
