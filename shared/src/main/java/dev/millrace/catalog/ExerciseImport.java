package dev.millrace.catalog;

import dev.millrace.catalog.ImportReport.Refusal;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Imports files of any size in bounded memory: an exercise whose name and equipment are known is
 * changed to what the file says, another is added, and what is no exercise is refused and reported.
 * Each change is journalled. Importing a file twice changes nothing the second time. Safe for use
 * by many threads.
 */
@Singleton
public final class ExerciseImport {
  private static final int CHUNK = 500;

  private final Database database;
  private final ImportRepository known;
  private final Journal journal;

  ExerciseImport(Database database, ImportRepository known, Journal journal) {
    this.database = database;
    this.known = known;
    this.journal = journal;
  }

  /** Hears of an import while it goes on. */
  public interface Listener {
    /** So many exercises of the file have been read and, if they were good, imported. */
    void progressed(long read);

    /** One was refused. */
    void refused(Refusal refusal);
  }

  /**
   * Imports a file; a chunk at a time is one transaction, so that one that is stopped may be begun
   * anew.
   *
   * @param actor who imports, for the journal
   */
  public ImportReport read(InputStream input, FileFormat format, String actor, Listener listener)
      throws IOException {
    ImportReader reader = ImportReader.of(format, input);
    Progress progress = new Progress(actor, listener);
    Map<String, ImportLine> chunk = new LinkedHashMap<>();
    for (ImportLine line = reader.next(); line != null; line = reader.next()) {
      progress.read++;
      if (line.content() == null) {
        progress.refuse(line, String.valueOf(line.reason()));
        continue;
      }
      // One that comes again is another change of the same exercise, and so of another chunk.
      if (chunk.size() == CHUNK || chunk.containsKey(line.content().nameKey())) {
        progress.write(chunk);
      }
      chunk.put(line.content().nameKey(), line);
    }
    progress.write(chunk);
    return progress.report();
  }

  /** An import that goes on. Not for use by several threads. */
  private final class Progress {
    private final Edit.Cause cause;
    private final Listener listener;
    private final List<Refusal> refusals = new ArrayList<>();
    private long read;
    private long added;
    private long changed;
    private long unchanged;
    private long refused;

    Progress(String actor, Listener listener) {
      this.cause = Edit.Cause.of(Operation.IMPORT, actor, ContentRequestCodec.emptyObject());
      this.listener = listener;
    }

    void refuse(ImportLine line, String reason) {
      Refusal refusal = new Refusal(line.number(), reason);
      refused++;
      if (refusals.size() < ImportReport.MOST_REFUSALS) {
        refusals.add(refusal);
      }
      listener.refused(refusal);
    }

    void write(Map<String, ImportLine> chunk) {
      List<ImportLine> lines = List.copyOf(chunk.values());
      chunk.clear();
      try {
        writeTogether(lines);
      } catch (DatabaseException culprit) {
        if (!culprit.isCausedByARow()) {
          throw culprit;
        }
        lines.forEach(this::writeAlone);
      }
      listener.progressed(read);
    }

    private void writeAlone(ImportLine line) {
      try {
        writeTogether(List.of(line));
      } catch (DatabaseException culprit) {
        if (!culprit.isCausedByARow()) {
          throw culprit;
        }
        refuse(line, "It cannot be stored: somebody added its name meanwhile, or a text is none.");
      }
    }

    private void writeTogether(List<ImportLine> lines) {
      Map<ImportLine, Edit> edits = new LinkedHashMap<>();
      Set<?> made =
          database.write(
              connection -> {
                edits.clear();
                Map<String, Exercise> found = known.find(connection, lines);
                lines.forEach(line -> plan(line, found, edits));
                return journal.write(connection, List.copyOf(edits.values()));
              });
      unchanged += lines.size() - edits.size();
      edits.forEach(
          (line, edit) -> {
            if (!made.contains(edit.id())) {
              refuse(line, "Somebody changed the exercise meanwhile; import it again.");
            } else if (edit.expectedVersion() == null) {
              added++;
            } else {
              changed++;
            }
          });
    }

    private void plan(ImportLine line, Map<String, Exercise> found, Map<ImportLine, Edit> edits) {
      ExerciseContent content = line.content();
      if (content == null) {
        return;
      }
      @Nullable Exercise exercise = found.get(content.nameKey());
      if (exercise == null) {
        edits.put(line, Edit.add(content, cause));
      } else if (!exercise.content().equals(content)) {
        edits.put(line, Edit.update(exercise.id(), exercise.version(), content, cause));
      }
    }

    ImportReport report() {
      return new ImportReport(read, added, changed, unchanged, refused, refusals);
    }
  }
}
