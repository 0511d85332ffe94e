package dev.millrace.catalog;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CSV with a header of field names, in any order. A row of another width is refused; a quote that
 * is never closed ends the file where the reader's buffer does, since no later row can be told
 * apart.
 */
final class CsvExerciseReader implements ImportReader {
  private static final int LARGEST_ROW = 256 * 1024;

  private final Iterator<CsvRecord> rows;
  private long last;
  private @Nullable List<String> header;
  private boolean isBroken;

  CsvExerciseReader(InputStream input) {
    this.rows =
        CsvReader.builder()
            .maxBufferSize(LARGEST_ROW)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .detectBomHeader(false)
            .ofCsvRecord(new InputStreamReader(input, StandardCharsets.UTF_8))
            .iterator();
  }

  @Override
  public @Nullable ImportLine next() {
    if (isBroken) {
      return null;
    }
    try {
      return read();
    } catch (CsvParseException broken) {
      isBroken = true;
      return ImportLine.bad(
          last + 1, "From here on this is no CSV (" + broken.getMessage() + "); a quote is open?");
    }
  }

  private @Nullable ImportLine read() {
    if (!rows.hasNext()) {
      return null;
    }
    CsvRecord row = rows.next();
    last = row.getStartingLineNumber();
    if (header != null) {
      return line(header, row);
    }
    List<String> names = new ArrayList<>(row.getFields());
    names.set(0, names.getFirst().replace("\uFEFF", ""));
    if (!names.contains("base_name")) {
      isBroken = true;
      return ImportLine.bad(last, "The first row must name the fields, base_name among them.");
    }
    header = names;
    return read();
  }

  private static ImportLine line(List<String> header, CsvRecord row) {
    long number = row.getStartingLineNumber();
    if (row.getFieldCount() != header.size()) {
      return ImportLine.bad(
          number,
          "The row has " + row.getFieldCount() + " cells; the header has " + header.size() + ".");
    }
    try {
      return ImportLine.good(
          number, ExerciseCodec.decode(CsvCells.document(header, row.getFields())));
    } catch (InvalidExercise invalid) {
      return ImportLine.bad(number, invalid.reason());
    }
  }
}
