package dev.millrace.benchmarks;

import dev.millrace.benchmarks.report.Measurement;
import dev.millrace.benchmarks.rig.Rig;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** Finds one or more figures on a rig, which it leaves as it found it. */
interface Measure {
  /** The ids of its figures. */
  List<String> ids();

  /**
   * Measures.
   *
   * @throws IllegalStateException when what was to be measured did not work
   */
  List<Measurement> run(Rig rig, BenchConfig config)
      throws IOException, SQLException, InterruptedException;
}
