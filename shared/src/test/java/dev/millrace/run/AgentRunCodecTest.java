package dev.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.problem.Violation;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JSON of a run. */
class AgentRunCodecTest {
  @Test
  void aPromptIsEnough() throws InvalidAgentRun {
    NewAgentRun run = decode("{\"prompt\": \"A red scarf\\n\\ton snow\"}");

    assertThat(run.kind()).isEqualTo(RunKind.PRODUCT_IMAGE);
    assertThat(run.prompt()).isEqualTo("A red scarf\n\ton snow");
    assertThat(run.shop()).isNull();
    assertThat(run.parameters()).isEmpty();
  }

  @Test
  void whatIsEncodedIsReadAgain() throws InvalidAgentRun {
    NewAgentRun run =
        decode(
                """
                {"prompt": "A \\"quoted\\" scarf", "kind": "text", "shop": "acme", "parameters": {"width": 512.50},
                 "metadata": {"a": [1]}, "colour": "red"}
                """)
            .named(UUID.randomUUID(), "c-1", "acme");

    assertThat(AgentRunCodec.decode(AgentRunCodec.encode(run))).isEqualTo(run);
    assertThat(run.metadata().path("colour").asText()).isEqualTo("red");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                              | /prompt
          {"prompt": "  "}                                | /prompt
          {"prompt": 7}                                   | /prompt
          {"prompt": "A\\u0007B"}                         | /prompt
          {"prompt": "A", "kind": "sculpture"}            | /kind
          {"prompt": "A", "shop": "a\\nb"}                | /shop
          {"prompt": "A", "parameters": []}               | /parameters
          {"prompt": "A", "parameters": {"a": "\\u0000"}} | /parameters/a
          {"prompt": "A", "id": "1"}                      | /id
          {"prompt": "A", "organization_id": "a b"}       | /organization_id
          """)
  void whatIsWrongIsNamed(String document, String pointer) {
    assertThatThrownBy(() -> decode(document))
        .isInstanceOfSatisfying(
            InvalidAgentRun.class,
            invalid ->
                assertThat(invalid.violations()).extracting(Violation::pointer).contains(pointer));
  }

  @Test
  void whatIsTooLongIsRefused() {
    assertThatThrownBy(() -> decode("{\"prompt\": \"%s\"}".formatted("a".repeat(8_001))))
        .hasMessageContaining("/prompt");
    assertThatThrownBy(
            () ->
                decode(
                    "{\"prompt\": \"A\", \"parameters\": {\"a\": \"%s\"}}"
                        .formatted("a".repeat(16 * 1024))))
        .hasMessageContaining("/parameters");
  }

  @ParameterizedTest
  @CsvSource({"[]", "7", "{", "''"})
  void whatIsNoObjectIsRefused(String document) {
    assertThatThrownBy(() -> decode(document)).isInstanceOf(InvalidAgentRun.class);
  }

  private static NewAgentRun decode(String document) throws InvalidAgentRun {
    return AgentRunCodec.decode(document.getBytes(StandardCharsets.UTF_8));
  }
}
