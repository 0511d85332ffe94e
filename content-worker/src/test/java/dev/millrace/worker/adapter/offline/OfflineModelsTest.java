package dev.millrace.worker.adapter.offline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.model.Picture;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.model.Turn;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.document.OutputValidator;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

final class OfflineModelsTest {
  private static final String UGLY =
      "A <b>mug</b> & \u0000\u202e\"saucer\"  ]]> \ud83d\ude00 for tea?";

  private final OutputValidator validator = new OutputValidator();
  private final OfflineTextModel texts = new OfflineTextModel(Duration.ZERO);

  @ParameterizedTest
  @ValueSource(strings = {"run-plan", "run-review", "run-text", "run-chat"})
  void answersEachStepOfARunByItsSchemaAlwaysTheSameAndSaysWhoItIs(String name) throws Exception {
    for (String wish : List.of("a red mug", "", "Hello!", UGLY, "x".repeat(5_000))) {
      String answer = texts.complete(prompt(name, wish)).text();
      JsonNode document = new JsonMapper().readTree(answer);
      assertThat(validator.violations(validator.schema(name + ".v1"), document)).isEmpty();
      assertThat(answer).contains("offline provider");
      assertThat(texts.complete(prompt(name, wish)).text()).isEqualTo(answer);
    }
  }

  @Test
  void reviewsWhetherThereIsAResult() throws Exception {
    Prompt without = prompt("run-review", "a mug");
    assertThat(texts.complete(without).text()).contains("\"reject\"");
    without.input().putObject("result").put("title", "Mug");
    assertThat(texts.complete(without).text()).contains("\"accept\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lesson", "quiz", "summary", "flashcards"})
  void writesContentWhereItIsOneOfAChain(String format) throws Exception {
    Prompt prompt = prompt("content-" + format, "");
    prompt.input().put("topic", "Photosynthesis").put("grade_level", "Grade 5");
    prompt.input().putArray("interests").add("football");
    JsonNode document = new JsonMapper().readTree(texts.complete(prompt).text());
    assertThat(validator.violations(validator.schema(format + ".v1"), document)).isEmpty();
  }

  @Test
  void doesNotMakeUpAnAnswerToAPromptThatItDoesNotKnow() {
    ProviderException failure =
        Assertions.catchThrowableOfType(
            ProviderException.class, () -> texts.complete(prompt("run-dream", "a mug")));
    assertThat(failure.failureClass()).isEqualTo(FailureClass.INVALID_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a red mug", UGLY, "", "no such thing at all"})
  void drawsAnSvgThatOpensAndSaysWhoDrewIt(String wish) throws Exception {
    Picture picture = draw(wish, 800, 600);
    assertThat(picture.mediaType()).isEqualTo("image/svg+xml");
    Element svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(picture.bytes()))
            .getDocumentElement();
    assertThat(svg.getTagName()).isEqualTo("svg");
    assertThat(svg.getAttribute("width") + "x" + svg.getAttribute("height")).isEqualTo("800x600");
    assertThat(svg.getElementsByTagName("b").getLength()).as("markup of the request").isZero();
    assertThat(svg.getTextContent()).contains("Drawn by Millrace's offline provider");
    assertThat(draw(wish, 800, 600).bytes()).isEqualTo(picture.bytes());
  }

  @Test
  void otherWordsMakeAnotherPicture() throws Exception {
    String mug = new String(draw("a blue mug", 512, 512).bytes(), StandardCharsets.UTF_8);
    assertThat(mug).contains(Outline.MUG.path());
    assertThat(draw("a blue lamp", 512, 512).bytes())
        .isNotEqualTo(mug.getBytes(StandardCharsets.UTF_8));
  }

  private static Picture draw(String wish, int width, int height) throws Exception {
    return new OfflineImageModel(Duration.ZERO)
        .draw(new ImageOrder(wish, "run-image/1", width, height), null, id -> {});
  }

  private static Prompt prompt(String name, String wish) {
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    input.put("prompt", wish).put("shop", "Tea & Co").put("kind", "product_image");
    return new Prompt(
        name,
        name + "/1",
        input,
        "You answer.",
        List.of(new Turn(Turn.Speaker.USER, "Go.")),
        null,
        500);
  }
}
