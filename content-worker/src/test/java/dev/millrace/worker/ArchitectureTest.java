package dev.millrace.worker;

import dev.millrace.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  @Test
  void theWorkerKeepsToTheArchitecture() {
    ArchitectureRules.checkProduct("dev.millrace.worker");
    ArchitectureRules.checkTests("dev.millrace.worker");
  }
}
