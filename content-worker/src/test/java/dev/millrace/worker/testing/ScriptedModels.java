package dev.millrace.worker.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.worker.call.CallSite;
import dev.millrace.worker.chain.ImageAnswer;
import dev.millrace.worker.chain.ImageChain;
import dev.millrace.worker.chain.Purpose;
import dev.millrace.worker.chain.TextAnswer;
import dev.millrace.worker.chain.TextChain;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.model.Picture;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.Usage;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Chains of models that answer as a test says, by the step that asks. */
public final class ScriptedModels implements TextChain, ImageChain {
  private static final ModelName MODEL = new ModelName("scripted", "model-1");
  private static final String SVG = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();

  /** What a step is answered. */
  @FunctionalInterface
  public interface Answer {
    /** Answers the number of the call of that step, from 1, with a document or a failure. */
    JsonNode to(int number) throws ProviderException, InterruptedException;
  }

  /** Models that approve of everything at once. */
  public ScriptedModels() {
    answers.put("plan", number -> object().put("goal", "A red scarf"));
    answers.put(
        "generate", number -> object().put("body", "Soft and warm.").put("reply", "Hello."));
    answers.put("review", number -> accepting());
    answers.put("generate-2", number -> object().put("body", "Softer and warmer."));
    answers.put("review-2", number -> accepting());
  }

  /** Has a step answered otherwise. */
  public ScriptedModels answer(String step, Answer answer) {
    answers.put(step, answer);
    return this;
  }

  /** Has a step block until it is cut off, or the latch is free. */
  public ScriptedModels hold(String step, CountDownLatch latch) {
    Answer usual = Objects.requireNonNull(answers.get(step));
    return answer(
        step,
        number -> {
          latch.await();
          return usual.to(number);
        });
  }

  /** The steps that have asked, in their order. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /** An empty object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** A review that lets a result pass. */
  public static ObjectNode accepting() {
    return object().put("verdict", "accept");
  }

  /** A review that does not. */
  public static ObjectNode rejecting() {
    ObjectNode review = object().put("verdict", "reject");
    review.putArray("reasons").add("It is too grey.");
    return review;
  }

  @Override
  public TextAnswer ask(CallSite site, Purpose purpose, Prompt prompt)
      throws ProviderException, InterruptedException {
    return new TextAnswer(
        answer(site), MODEL, prompt.version(), new Usage(10, 5, 0, new BigDecimal("0.001")));
  }

  @Override
  public ImageAnswer draw(CallSite site, ImageOrder order)
      throws ProviderException, InterruptedException {
    answer(site);
    return new ImageAnswer(
        new Picture(
            SVG.getBytes(StandardCharsets.UTF_8), "image/svg+xml", order.width(), order.height()),
        MODEL,
        new Usage(0, 0, 1, new BigDecimal("0.04")));
  }

  private JsonNode answer(CallSite site) throws ProviderException, InterruptedException {
    calls.add(site.step());
    int number = (int) calls.stream().filter(site.step()::equals).count();
    return Objects.requireNonNull(answers.get(site.step()), site.step()).to(number);
  }
}
