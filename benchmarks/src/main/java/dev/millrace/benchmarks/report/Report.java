package dev.millrace.benchmarks.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All measurements of a run, as {@code report.json}, {@code report.md} and {@code report.svg}. */
public record Report(List<Measurement> measurements) {
  /** Copies the list. */
  public Report {
    measurements = List.copyOf(measurements);
  }

  /** Writes the three files. */
  public void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("report.json"), json());
    Files.writeString(directory.resolve("report.md"), markdown());
    Files.writeString(directory.resolve("report.svg"), new Plot(measurements).svg());
  }

  /** The ids of what is not as it must be. */
  public List<String> broken() {
    return measurements.stream()
        .filter(measurement -> !measurement.holds())
        .map(Measurement::id)
        .toList();
  }

  /** A list of objects; {@code must} is a text such as {@code ≥ 0.5}. */
  String json() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Measurement measurement : measurements) {
      ObjectNode each = list.addObject();
      each.put("id", measurement.id());
      each.put("unit", measurement.unit());
      each.put("value", measurement.value());
      each.put("baseline", measurement.baseline());
      each.put("ratio", measurement.ratio());
      each.put("must", text(measurement.must()));
      each.put("holds", measurement.holds());
    }
    return list.toPrettyString() + "\n";
  }

  /** A table. */
  public String markdown() {
    return """
        | id | unit | value | baseline | ratio | must | holds |
        |---|---|---:|---:|---:|---:|---|
        """
        + measurements.stream().map(Report::line).collect(Collectors.joining());
  }

  private static String line(Measurement measurement) {
    return "| %s | %s | %s | %s | %s | %s | %s |%n"
        .formatted(
            measurement.id(),
            measurement.unit(),
            Figure.readable(measurement.value()),
            cell(measurement.baseline()),
            cell(measurement.ratio()),
            measurement.must() == null ? "–" : measurement.must(),
            measurement.holds() ? "yes" : "**no**");
  }

  private static String cell(@Nullable Double figure) {
    return figure == null ? "–" : Figure.readable(figure);
  }

  private static @Nullable String text(@Nullable Bound bound) {
    return bound == null ? null : bound.toString();
  }
}
