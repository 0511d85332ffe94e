package dev.millrace.worker.provider.offline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudienceTest {

  @ParameterizedTest
  @CsvSource({
    "K, EARLY",
    "kindergarten, EARLY",
    "Pre-K, EARLY",
    "1st Grade, EARLY",
    "second grade, EARLY",
    "Grade 3, ELEMENTARY",
    "fifth grade, ELEMENTARY",
    "elementary school, ELEMENTARY",
    "Year 6, ELEMENTARY",
    "8 years old, ELEMENTARY",
    "7th Grade, MIDDLE",
    "middle school, MIDDLE",
    "9th Grade, HIGH",
    "Grade 12, HIGH",
    "AP, HIGH",
    "Secondary school, HIGH",
    "high school sophomore, HIGH",
    "age 16, HIGH",
    "college, COLLEGE",
    "University year 2, COLLEGE",
    "adult learners, COLLEGE",
    "'', MIDDLE",
    "beginner, MIDDLE",
    "ninja 2024, MIDDLE",
  })
  void gradeLevelsAreReadAsPeopleWriteThem(String gradeLevel, Audience audience) {
    assertThat(Audience.of(gradeLevel)).isEqualTo(audience);
  }
}
