package dev.millrace.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduledCommandTest {
  private static final String VALID =
      """
      {"execution_key":"0198@2026-11-23T09:00:00Z","organization_id":"o","job_type":"catalog-review",
       "due_at":"2026-11-23T09:00:00Z","payload":{"max_exercises":10}}
      """;

  @Test
  void whatIsWrittenIsReadAgain() throws Exception {
    ScheduledCommand command =
        new ScheduledCommand(
            "key",
            "organization",
            "catalog-worker",
            Instant.parse("2026-11-23T09:00:00.123456Z"),
            JsonNodeFactory.instance.objectNode().put("apply", true));

    assertThat(ScheduledCommand.decode(command.encode())).isEqualTo(command);
  }

  @Test
  void fieldsThatAreNotKnownAreNoObstacle() throws Exception {
    assertThat(decode(VALID.replaceFirst("\\{", "{\"more\":1,")).jobType())
        .isEqualTo("catalog-review");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"execution_key\"   | \"key\"                | execution_key must be a text of 1 to 128",
        "\"0198@             | \"\\u0000              | execution_key must be a text of 1 to 128",
        "\"organization_id\" | \"owner\"              | organization_id must name an organization.",
        "\"o\"               | \"a b\"                | organization_id must name an organization.",
        "\"job_type\"        | \"type\"               | job_type must be a text",
        "\"catalog-review\"  | \"Catalog Review\"     | job_type must be a text",
        "\"due_at\"          | \"at\"                 | due_at must be a time",
        "\"2026-11-23T       | \"+999999999-11-23T    | due_at must be a time",
        "\"payload\"         | \"body\"               | payload must be a JSON object",
        "}}                  | }} {}                  | The payload is not JSON.",
        "}}                  | }                      | The payload is not JSON."
      })
  void whatIsNoCommandIsRefusedWithWhatWouldBeRight(String part, String instead, String reason) {
    assertThatThrownBy(() -> decode(VALID.replace(part.strip(), instead.strip())))
        .isInstanceOf(InvalidCommand.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aTextIsNoCommand() {
    assertThatThrownBy(() -> decode("\"command\""))
        .isInstanceOf(InvalidCommand.class)
        .hasMessage("The payload must be a JSON object.");
  }

  private static ScheduledCommand decode(String document) throws InvalidCommand {
    return ScheduledCommand.decode(document.getBytes(StandardCharsets.UTF_8));
  }
}
