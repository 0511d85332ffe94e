package dev.millrace.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
  @ParameterizedTest
  @CsvSource({
    "No answer within 30 seconds, No answer within 31 seconds",
    "No answer within 30s, No answer within 1500ms",
    "Row 0192f0c1-7a2b-7cde-8f00-112233445566 is gone, Row 0192f0c1-0000-7cde-8f00-aabbccddeeff is gone",
    "Model 'flux' refused, Model 'gemini' refused",
    "Field \"topic\" is odd, Field \"grade\" is odd",
    "Failed at 2026-01-01T10:00:00Z, Failed at 2027-12-31T23:59:59Z",
    "Trace 4bf92f3577b34da6a3ce929d0e0e4736, Trace 00f067aa0ba902b7",
    "host 10.0.0.1:5432 refused, host 192.168.1.20:6432 refused",
  })
  void messagesThatDifferInTheirParticularsAreAlike(String one, String other) {
    assertThat(Fingerprint.of(FailureClass.TRANSIENT, one))
        .isEqualTo(Fingerprint.of(FailureClass.TRANSIENT, other));
  }

  @Test
  void otherWordsAreAnotherFailure() {
    assertThat(Fingerprint.of(FailureClass.TRANSIENT, "connection reset"))
        .isNotEqualTo(Fingerprint.of(FailureClass.TRANSIENT, "connection refused"));
  }

  @Test
  void anotherClassIsAnotherFailure() {
    assertThat(Fingerprint.of(FailureClass.TRANSIENT, "no answer"))
        .isNotEqualTo(Fingerprint.of(FailureClass.TIMEOUT, "no answer"));
  }

  @Test
  void itIsSixteenHexadecimalDigitsEvenOfALongOrEmptyMessage() {
    assertThat(Fingerprint.of(FailureClass.TIMEOUT, "")).matches("[0-9a-f]{16}");
    assertThat(Fingerprint.of(FailureClass.TIMEOUT, "a\"'".repeat(300_000)))
        .matches("[0-9a-f]{16}");
  }

  @Test
  void everyClassIsFoundByItsName() {
    for (FailureClass each : FailureClass.values()) {
      assertThat(FailureClass.of(each.wireName())).contains(each);
    }
    assertThat(FailureClass.of("TRANSIENT")).isEmpty();
  }
}
