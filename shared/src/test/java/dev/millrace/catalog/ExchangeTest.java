package dev.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalog.ImportReport.Refusal;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.testing.MigratedDatabase;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Import and export, which undo each other. */
class ExchangeTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final long LARGE = 100L * 1024 * 1024;
  private static final long MOST_AHEAD = 256L * 1024;

  private final ExerciseImport imports = DATABASE.bean(ExerciseImport.class);
  private final ExerciseExport exports = DATABASE.bean(ExerciseExport.class);

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @BeforeEach
  void clear() {
    DATABASE.clear();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsExportedIsImportedAsItWas(FileFormat format) throws IOException {
    add("One");
    add("=HYPERLINK(\"x\")");
    add("'=quoted");
    add("Comma, \"quote\"");
    String written = export(format);
    List<String> before = documents();
    DATABASE.clear();

    ImportReport report = read(written, format);

    assertThat(report.added()).isEqualTo(4);
    assertThat(report.refusals()).isEmpty();
    assertThat(documents()).isEqualTo(before);
    assertThat(DATABASE.count("catalog_changes")).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource
  void theSecondTimeNothingChanges(FileFormat format) throws IOException {
    add("One");
    add("Two");

    ImportReport report = read(export(format), format);

    assertThat(report.unchanged()).isEqualTo(2);
    assertThat(DATABASE.count("catalog_changes")).isEqualTo(2);
  }

  @Test
  void whatIsKnownIsChangedToWhatTheFileSays() throws IOException {
    add("One");
    String advanced = export(FileFormat.JSONL).replace("intermediate", "advanced");

    ImportReport report = read(advanced + export(FileFormat.JSONL), FileFormat.JSONL);

    assertThat(report.changed()).isEqualTo(2);
    assertThat(DATABASE.text("SELECT difficulty FROM exercises")).isEqualTo("intermediate");
    assertThat(DATABASE.number("SELECT version FROM exercises")).isEqualTo(3);
  }

  @Test
  void noCellOfAnExportIsAFormula() throws IOException {
    for (String start : List.of("=", "+", "-", "@")) {
      add(start + "1+1");
    }

    assertThat(export(FileFormat.CSV).lines().filter(line -> line.contains("1+1")))
        .hasSize(4)
        .allMatch(line -> line.startsWith("'"));
  }

  @Test
  void badLinesAreToldAndTheOthersImported() throws IOException {
    String good = line("Good").strip();
    String file =
        String.join(
            "\n",
            good,
            "no json",
            "[]",
            "{\"base_name\":\"X\",\"equipment\":\"spoon\"}",
            "",
            "{\"base_name\":\"" + "x".repeat(100_000) + "\"}",
            line("Also Good"));

    ImportReport report = read(file, FileFormat.JSONL);

    assertThat(report.added()).isEqualTo(2);
    assertThat(report.refused()).isEqualTo(4);
    assertThat(report.refusals()).extracting(Refusal::line).containsExactly(2L, 3L, 4L, 6L);
    assertThat(report.refusals().get(2).reason()).contains("/equipment", "barbell");
  }

  @Test
  void aBadRowDoesNotHideTheNext() throws IOException {
    String file =
        """
        base_name,equipment,instructions
        One,barbell,"Stand.
        Sit."
        Two,barbell
        Three,spoon,Stand.
        Four,cable,Stand.
        """;

    ImportReport report = read(file, FileFormat.CSV);

    assertThat(report.added()).isEqualTo(2);
    assertThat(report.refusals()).extracting(Refusal::line).containsExactly(4L, 5L);
    assertThat(
            DATABASE.number(
                "SELECT cardinality(instructions) FROM exercises WHERE base_name = 'One'"))
        .isEqualTo(2);
  }

  @Test
  void aQuoteThatIsNeverClosedDoesNotFillTheMemory() throws IOException {
    String file = "base_name\nOne\n\"Two" + "x\n".repeat(500_000);

    ImportReport report = read(file, FileFormat.CSV);

    assertThat(report.added()).isEqualTo(1);
    assertThat(report.refused()).isEqualTo(1);
  }

  @Test
  void aFileOfAHundredMegabytesIsReadAsItComes() throws IOException {
    String filler = "{\"no\": \"exercise\", \"text\": \"" + "y".repeat(60_000) + "\"}\n";
    int lines = Math.toIntExact(LARGE / filler.length()) + 1;

    Counting file =
        new Counting(
            new SequenceInputStream(repeated(filler, lines), stream(line("At The End") + "\n")));
    Ahead ahead = new Ahead(file, filler.length());

    ImportReport report = imports.read(file, FileFormat.JSONL, "test", ahead);

    assertThat(ahead.most).as("bytes of lines that nobody had heard of").isLessThan(MOST_AHEAD);
    assertThat(report.read()).isEqualTo(lines + 1L);
    assertThat(report.refused()).isEqualTo(lines);
    assertThat(report.refusals()).hasSize(ImportReport.MOST_REFUSALS);
    assertThat(report.added()).isEqualTo(1);
  }

  private void add(String name) throws IOException {
    assertThat(read(line(name), FileFormat.JSONL).added()).isEqualTo(1);
  }

  private ImportReport read(String file, FileFormat format) throws IOException {
    return imports.read(stream(file), format, "test", new Silent());
  }

  private String export(FileFormat format) throws IOException {
    StringWriter out = new StringWriter();
    exports.write(out, format, count -> {});
    return out.toString();
  }

  private static List<String> documents() {
    List<String> documents =
        new ArrayList<>(
            DATABASE.list(
                "SELECT (to_jsonb(e) - '{id,created_at,updated_at}'::text[])::text AS document"
                    + " FROM exercises e ORDER BY base_name",
                row -> row.getString("document")));
    assertThat(documents).isNotEmpty();
    return documents;
  }

  private static String line(String name) {
    return ContentRequestCodec.text(ExerciseCodec.document(Exercises.named(name))) + "\n";
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same bytes again and again: the file is large, and the test is not. */
  private static InputStream repeated(String text, int times) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<InputStream> streams =
        IntStream.range(0, times)
            .<InputStream>mapToObj(each -> new ByteArrayInputStream(bytes))
            .toList();
    return new SequenceInputStream(Collections.enumeration(streams));
  }

  /** How far the reading was ahead of what it told. */
  private static final class Ahead implements ExerciseImport.Listener {
    private final Counting file;
    private final int line;
    private long most;

    Ahead(Counting file, int line) {
      this.file = file;
      this.line = line;
    }

    @Override
    public void progressed(long read) {}

    @Override
    public void refused(Refusal refusal) {
      most = Math.max(most, file.count - refusal.line() * line);
    }
  }

  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream input) {
      super(input);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count += next < 0 ? 0 : 1;
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count += Math.max(read, 0);
      return read;
    }
  }

  private static final class Silent implements ExerciseImport.Listener {
    @Override
    public void progressed(long read) {}

    @Override
    public void refused(Refusal refusal) {}
  }
}
