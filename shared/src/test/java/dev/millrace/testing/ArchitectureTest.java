package dev.millrace.testing;

import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void theCodeKeepsToItsArchitecture() {
    ArchitectureRules.checkProduct("dev.millrace");
  }

  @Test
  void theTestsKeepToTheirHabits() {
    ArchitectureRules.checkTests("dev.millrace");
  }
}
