package dev.millrace.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Database;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * Writes the whole catalog, retired exercises too, so many at a time: what is changed meanwhile is
 * written as it was or as it is. Safe for use by many threads.
 */
@Singleton
public final class ExerciseExport {
  private static final int CHUNK = 500;

  private final Database database;
  private final ExerciseRepository exercises;

  ExerciseExport(Database database, ExerciseRepository exercises) {
    this.database = database;
    this.exercises = exercises;
  }

  /** Writes one exercise. */
  private interface Sink {
    void write(ObjectNode document) throws IOException;
  }

  /**
   * Writes all exercises; what it wrote can be imported.
   *
   * @param progress is told how many have been written, now and then
   * @return how many there were
   */
  public long write(Writer out, FileFormat format, LongConsumer progress) throws IOException {
    Sink sink = sink(out, format);
    long written = 0;
    List<Exercise> chunk = chunk(new UUID(0, 0));
    while (!chunk.isEmpty()) {
      for (Exercise exercise : chunk) {
        sink.write(ExerciseCodec.document(exercise.content()));
      }
      written += chunk.size();
      progress.accept(written);
      chunk = chunk(chunk.getLast().id());
    }
    out.flush();
    return written;
  }

  private List<Exercise> chunk(UUID after) {
    return database.read(connection -> exercises.walk(connection, after, CHUNK));
  }

  private static Sink sink(Writer out, FileFormat format) {
    if (format == FileFormat.JSONL) {
      return document -> out.append(ContentRequestCodec.text(document)).append('\n');
    }
    CsvWriter csv = CsvWriter.builder().bufferSize(0).build(out);
    csv.writeRecord(ExerciseCodec.FIELDS);
    return document ->
        csv.writeRecord(
            ExerciseCodec.FIELDS.stream()
                .map(field -> CsvCells.cell(document.get(field)))
                .toList());
  }
}
