package dev.millrace.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.Restoration.Kind;
import dev.millrace.catalog.Restoration.Step;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.paging.Cursor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes backups of the catalog, and brings it back to one. Each call belongs in one transaction.
 * Safe for use by many threads.
 */
@Singleton
public final class Backups {
  /** What a backup may be called: 1 to 100 letters, digits, dots, dashes and underscores. */
  public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private static final int CHUNK = 500;

  private final BackupRepository backups;
  private final Journal journal;

  Backups(BackupRepository backups, Journal journal) {
    this.backups = backups;
    this.journal = journal;
  }

  /**
   * Copies the whole catalog, as it is at one moment.
   *
   * @return the backup; empty when there is one of that name already, which is left as it is
   */
  public Optional<Backup> create(Connection connection, String name, String actor) {
    if (!backups.begin(connection, name, actor)) {
      return Optional.empty();
    }
    backups.copy(connection, name);
    return backups.find(connection, name);
  }

  /** Backups, the newest first. */
  public List<Backup> list(Connection connection, @Nullable Cursor cursor, int limit) {
    return backups.list(connection, cursor, limit);
  }

  /** The backup of that name. */
  public Optional<Backup> find(Connection connection, String name) {
    return backups.find(connection, name);
  }

  /** Forgets what is older than the retention, but never the newest; answers how many. */
  public int prune(Connection connection, CatalogConfig config, int most) {
    return backups.prune(connection, config.backupRetention(), most);
  }

  /** What a restoration would do; empty when there is no such backup. */
  public Optional<Restoration> compare(Connection connection, String name) {
    return backups.find(connection, name).map(found -> difference(connection, name, true));
  }

  /**
   * Brings the catalog to what it was: each exercise that differs is one journalled change (two,
   * when it has a name that another must have again first), so that a restoration can itself be
   * undone. Nobody else changes exercises meanwhile.
   *
   * @return what it did; empty when there is no such backup
   */
  public Optional<Restoration> restore(Connection connection, String name, String actor) {
    if (backups.find(connection, name).isEmpty()) {
      return Optional.empty();
    }
    backups.lock(connection);
    Restoration difference = difference(connection, name, false);
    ObjectNode verdict = ContentRequestCodec.emptyObject().put("backup", name);
    Edit.Cause cause = Edit.Cause.of(Operation.RESTORE, actor, verdict);
    // Names are set free before anybody is to have them again: within a statement there is no
    // order.
    write(connection, name, cause, true);
    for (Exercise holder : backups.inTheWay(connection, name)) {
      write(connection, List.of(retired(holder, cause)));
    }
    write(connection, name, cause, false);
    return Optional.of(difference);
  }

  private Restoration difference(Connection connection, String name, boolean isDryRun) {
    Map<Kind, Long> counts = backups.count(connection, name);
    return new Restoration(
        name,
        isDryRun,
        counts.getOrDefault(Kind.ADDED, 0L),
        counts.getOrDefault(Kind.CHANGED, 0L),
        counts.getOrDefault(Kind.REMOVED, 0L),
        backups.steps(connection, name, Restoration.MOST_DIFFERENCES).stream()
            .map(Step::difference)
            .toList());
  }

  private void write(Connection connection, String name, Edit.Cause cause, boolean isRemoval) {
    List<Edit> edits = edits(connection, name, cause, isRemoval);
    while (!edits.isEmpty()) {
      write(connection, edits);
      edits = edits(connection, name, cause, isRemoval);
    }
  }

  private List<Edit> edits(
      Connection connection, String name, Edit.Cause cause, boolean isRemoval) {
    return backups.steps(connection, name, CHUNK).stream()
        .filter(step -> (step.difference().kind() == Kind.REMOVED) == isRemoval)
        .map(step -> edit(step, cause))
        .toList();
  }

  private void write(Connection connection, List<Edit> edits) {
    if (journal.write(connection, edits).size() != edits.size()) {
      throw new IllegalStateException("Somebody else changed exercises under the lock");
    }
  }

  private static Edit retired(Exercise holder, Edit.Cause cause) {
    ObjectNode document = ExerciseCodec.document(holder.content());
    document.put("status", ExerciseStatus.RETIRED.wireName());
    return Edit.update(holder.id(), holder.version(), ExerciseCodec.stored(document), cause);
  }

  private static Edit edit(Step step, Edit.Cause cause) {
    UUID exercise = step.difference().exerciseId();
    @Nullable Integer version = step.version();
    return new Edit(Edit.newId(), exercise, version, step.after(), cause);
  }
}
