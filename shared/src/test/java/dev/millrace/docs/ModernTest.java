package dev.millrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModernTest {
  private static final JsonMapper JSON = new JsonMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"type": "string", "nullable": true}                   | {"type": ["string", "null"]}
          {"type": "string", "nullable": false}                  | {"type": "string"}
          {"type": "string", "enum": ["a"], "nullable": true}    | {"type": ["string", "null"], "enum": ["a", null]}
          {"allOf": [{"$ref": "#/a"}], "nullable": true}         | {"anyOf": [{"allOf": [{"$ref": "#/a"}]}, {"type": "null"}]}
          {"anyOf": [{"$ref": "#/a"}], "nullable": true}         | {"anyOf": [{"$ref": "#/a"}, {"type": "null"}]}
          {"properties": {"nullable": {"type": "string"}}}       | {"properties": {"nullable": {"type": "string"}}}
          """)
  void nullIsATypeLikeOthers(String before, String after) throws JsonProcessingException {
    ObjectNode description = JSON.createObjectNode().put("openapi", "3.0.1");
    description.set("schema", JSON.readTree(before));

    Modern.make(description);

    assertThat(description.get("schema")).isEqualTo(JSON.readTree(after));
    assertThat(description.get("openapi").asText()).isEqualTo("3.1.0");
  }
}
