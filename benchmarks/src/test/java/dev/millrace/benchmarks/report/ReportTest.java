package dev.millrace.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
  private static final Report REPORT =
      new Report(
          List.of(
              Measurement.of(
                  "api.ingest",
                  "requests/s",
                  List.of(new Round(9_000, 6_000)),
                  new Bound.AtLeast(1)),
              Measurement.of("latency.idle.p50", "ms", List.of(31.25), new Bound.AtMost(30)),
              Measurement.of("latency.half_load.p99", "ms", List.of(80.0), null)));

  @Test
  void theJsonHasAnObjectForEachMeasurement() throws Exception {
    JsonNode list = new ObjectMapper().readTree(REPORT.json());

    assertThat(list).hasSize(3);
    assertThat(list.get(0))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"id": "api.ingest", "unit": "requests/s", "value": 9000.0, "baseline": 6000.0,
                     "ratio": 1.5, "must": "≥ 1", "holds": true}
                    """));
    assertThat(list.get(1).get("baseline").isNull()).isTrue();
    assertThat(list.get(1).get("must").asText()).isEqualTo("≤ 30");
    assertThat(list.get(1).get("holds").asBoolean()).isFalse();
    assertThat(list.get(2).get("must").isNull()).isTrue();
  }

  @Test
  void theTableSaysTheSame() {
    assertThat(REPORT.markdown().lines())
        .containsExactly(
            "| id | unit | value | baseline | ratio | must | holds |",
            "|---|---|---:|---:|---:|---:|---|",
            "| api.ingest | requests/s | 9,000 | 6,000 | 1.50 | ≥ 1 | yes |",
            "| latency.idle.p50 | ms | 31.3 | – | – | ≤ 30 | **no** |",
            "| latency.half_load.p99 | ms | 80.0 | – | – | – | yes |");
  }

  @Test
  void whatIsNotAsItMustBeIsNamed() {
    assertThat(REPORT.broken()).containsExactly("latency.idle.p50");
  }

  @Test
  void thePlotIsWellFormedAndHasABarForEachBound() throws Exception {
    String svg = new Plot(REPORT.measurements()).svg();

    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    // The background is one too.
    assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(3);
    assertThat(svg).contains("api.ingest").doesNotContain("half_load");
  }

  @Test
  void allThreeFilesAreWritten(@TempDir Path directory) throws Exception {
    REPORT.write(directory.resolve("target"));

    assertThat(directory.resolve("target"))
        .isDirectoryContaining("glob:**/report.json")
        .isDirectoryContaining("glob:**/report.md")
        .isDirectoryContaining("glob:**/report.svg");
  }
}
