package dev.millrace.worker.provider.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputValidatorTest {

  private static final String QUIZ =
      """
      {"format": "quiz", "title": "t", "topic": "t", "grade_level": "g", "source_note": "s",
       "instructions": "i", "open_questions": [], "questions": [
         {"prompt": "p", "explanation": "e", "options": [
           {"text": "a", "correct": true}, {"text": "b", "correct": %s},
           {"text": "c", "correct": false}]},
         {"prompt": "p", "explanation": "e", "options": [
           {"text": "a", "correct": false}, {"text": "b", "correct": true},
           {"text": "c", "correct": false}]},
         {"prompt": "p", "explanation": "e", "options": [
           {"text": "a", "correct": false}, {"text": "b", "correct": false},
           {"text": "c", "correct": true}]}]}
      """;

  private final ObjectMapper mapper = new ObjectMapper();
  private final OutputValidator validator = new OutputValidator();

  @ParameterizedTest
  @EnumSource
  void emptyDocumentMeetsNoSchema(ContentFormat format) {
    assertThat(validator.violations(format, mapper.createObjectNode()))
        .isNotEmpty()
        .hasSizeLessThanOrEqualTo(20)
        .allSatisfy(violation -> assertThat(violation).contains("required property"));
  }

  @Test
  void validQuizPasses() throws Exception {
    assertThat(validator.violations(ContentFormat.QUIZ, mapper.readTree(QUIZ.formatted("false"))))
        .isEmpty();
  }

  @Test
  void questionWithTwoCorrectOptionsIsInvalid() throws Exception {
    assertThat(validator.violations(ContentFormat.QUIZ, mapper.readTree(QUIZ.formatted("true"))))
        .singleElement()
        .asString()
        .contains("/questions/0/options");
  }

  @ParameterizedTest
  @ValueSource(strings = {"title", "questions", "source_note"})
  void missingPropertyIsNamed(String property) throws Exception {
    ObjectNode quiz = (ObjectNode) mapper.readTree(QUIZ.formatted("false"));
    quiz.remove(property);

    assertThat(validator.violations(ContentFormat.QUIZ, quiz))
        .singleElement()
        .asString()
        .isEqualTo("document: required property '%s' not found", property);
  }

  @Test
  void unknownPropertyIsInvalid() throws Exception {
    ObjectNode quiz = (ObjectNode) mapper.readTree(QUIZ.formatted("false"));
    quiz.put("surprise", 1);

    assertThat(validator.violations(ContentFormat.QUIZ, quiz)).hasSize(1);
  }

  @Test
  void schemaCanBeHandedToAProvider() {
    assertThat(validator.schema("lesson.v1").path("title").asText()).isEqualTo("Lesson");
  }
}
