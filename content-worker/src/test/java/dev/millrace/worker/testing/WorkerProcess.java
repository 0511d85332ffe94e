package dev.millrace.worker.testing;

import dev.millrace.worker.Application;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A worker as a process of its own, which a test may kill. */
public final class WorkerProcess {
  private WorkerProcess() {}

  /** Starts one on a stack's database and broker; its output, errors and all, is the caller's. */
  public static Process start(WorkerStack stack, Map<String, String> environment, String... command)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Application.class.getName()));
    line.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(stack.environment());
    builder.environment().putAll(environment);
    return builder.start();
  }
}
