package dev.millrace.api;

import dev.millrace.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  @Test
  void theCodeKeepsToItsArchitecture() {
    ArchitectureRules.checkProduct("dev.millrace.api");
    ArchitectureRules.checkTests("dev.millrace.api");
  }
}
