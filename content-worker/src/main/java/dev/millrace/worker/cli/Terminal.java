package dev.millrace.worker.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** Shows answers: JSON lines for programs, else tables and sentences for people. */
final class Terminal {
  private static final int WIDEST = 60;

  private final PrintWriter out;
  private final ObjectMapper mapper;
  private final boolean isJson;

  Terminal(PrintWriter out, ObjectMapper mapper, boolean isJson) {
    this.out = out;
    this.mapper = mapper;
    this.isJson = isJson;
  }

  /** Colours only where a person looks, and has not asked for none (no-color.org). */
  static Ansi colours() {
    String none = System.getenv("NO_COLOR");
    return isMoving() && (none == null || none.isEmpty()) ? Ansi.ON : Ansi.OFF;
  }

  /** Whether a person looks at a terminal that obeys control sequences, so that bars can grow. */
  static boolean isMoving() {
    return isInteractive() && !"dumb".equals(System.getenv("TERM"));
  }

  static boolean isInteractive() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  /** A table, or one JSON document a row. */
  <T> void rows(List<T> rows, List<Column<T>> columns) {
    if (isJson) {
      rows.forEach(this::json);
    } else if (rows.isEmpty()) {
      out.println("None.");
    } else {
      table(rows, columns);
    }
    out.flush();
  }

  /** One thing in full: its document, or its fields below each other. */
  <T> void one(T thing, List<Column<T>> fields) {
    if (isJson) {
      json(thing);
    } else {
      fields.forEach(
          field ->
              out.println(
                  colours().string("@|bold %-14s|@".formatted(field.title()))
                      + " "
                      + whole(field.value().apply(thing))));
    }
    out.flush();
  }

  private <T> void table(List<T> rows, List<Column<T>> columns) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(columns.stream().map(Column::title).toList());
    rows.forEach(
        row -> lines.add(columns.stream().map(it -> cell(it.value().apply(row))).toList()));
    int[] widths = new int[columns.size()];
    lines.forEach(
        line -> {
          for (int place = 0; place < widths.length; place++) {
            widths[place] = Math.max(widths[place], line.get(place).length());
          }
        });
    for (int row = 0; row < lines.size(); row++) {
      StringBuilder line = new StringBuilder();
      for (int place = 0; place < widths.length; place++) {
        String cell = lines.get(row).get(place);
        line.append(cell).repeat(' ', widths[place] - cell.length() + 2);
      }
      String text = line.toString().stripTrailing();
      out.println(row == 0 && colours() == Ansi.ON ? "\033[1m" + text + "\033[0m" : text);
    }
  }

  private void json(Object document) {
    try {
      out.println(mapper.writeValueAsString(document));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Every answer can be written", impossible);
    }
  }

  private static String cell(@Nullable Object value) {
    String text = whole(value);
    return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 1) + "…";
  }

  /** On one line, and without what would move a terminal's cursor. */
  private static String whole(@Nullable Object value) {
    if (value == null) {
      return "–";
    }
    Object seen =
        switch (value) {
          case Instant time -> time.truncatedTo(ChronoUnit.SECONDS);
          case Collection<?> all ->
              all.stream().map(String::valueOf).collect(Collectors.joining(", "));
          default -> value;
        };
    return seen.toString().replaceAll("\\p{Cntrl}", " ");
  }
}
