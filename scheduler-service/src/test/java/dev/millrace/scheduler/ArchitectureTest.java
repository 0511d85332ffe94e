package dev.millrace.scheduler;

import dev.millrace.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  @Test
  void theSchedulerKeepsToTheArchitecture() {
    ArchitectureRules.checkProduct("dev.millrace.scheduler");
    ArchitectureRules.checkTests("dev.millrace.scheduler");
  }
}
