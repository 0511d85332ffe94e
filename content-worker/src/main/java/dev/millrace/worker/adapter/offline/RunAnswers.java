package dev.millrace.worker.adapter.offline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the embedded model says in each step of a run, in the shape of the step's schema. */
final class RunAnswers {
  private static final String SELF = "Millrace's offline provider";
  private static final Pattern GREETING =
      Pattern.compile("(?U)^(hi|hello|hey|hallo|moin|hola|bonjour|good (morning|evening))\\b.*");

  private RunAnswers() {}

  static ObjectNode plan(Task task) {
    ObjectNode plan = ContentRequestCodec.emptyObject();
    plan.put("goal", "For " + task.shop() + ": " + task.wish());
    ArrayNode approach = plan.putArray("approach");
    approach.add("Take the request as it stands: " + SELF + " plans without a language model.");
    approach.add(
        task.isPicture()
            ? "Draw one picture that carries the request as its caption."
            : "Write a short draft that keeps the request's own words.");
    approach.add("Check the form of the result, and hand it over.");
    plan.put(
        "image_prompt",
        task.isPicture() ? task.wish() + ", for " + task.shop() + ", on a plain background" : "");
    plan.putArray("criteria")
        .add("There is a result.")
        .add("It names what was asked for: " + task.wish());
    return plan;
  }

  static ObjectNode review(Task task) {
    ObjectNode review = ContentRequestCodec.emptyObject();
    review.put("verdict", task.hasResult() ? "accept" : "reject");
    review.put("score", task.hasResult() ? 60 : 0);
    review
        .putArray("reasons")
        .add(task.hasResult() ? "There is a result to use." : "There is no result.")
        .add(
            "Reviewed by " + SELF + ", which checks form alone: look at it before you publish it.");
    return review;
  }

  static ObjectNode text(Task task) {
    ObjectNode text = ContentRequestCodec.emptyObject();
    text.put("title", "Draft: " + Lines.shortened(task.wish(), 120));
    text.put(
        "body",
        "This is a draft for "
            + task.shop()
            + " about: "
            + task.wish()
            + ".\n\nBegin with what a customer gains from it. Say what it is made of, what it is"
            + " for, and for whom. End with what to do next, in one short sentence.\n\nWritten by "
            + SELF
            + " without a language model: it claims nothing about the product, so fill in the facts"
            + " yourself, or set a provider's key.");
    text.put("summary", "A frame for a text about: " + task.wish());
    return text;
  }

  static ObjectNode chat(Task task) {
    ObjectNode chat = ContentRequestCodec.emptyObject();
    chat.put("reply", reply(task));
    chat.putArray("suggestions")
        .add("What can you do?")
        .add("Make a product image of " + Lines.shortened(task.wish(), 80));
    return chat;
  }

  private static String reply(Task task) {
    String wish = task.wish().toLowerCase(Locale.ROOT);
    String self = "I am " + SELF + ", without a language model behind me";
    if (GREETING.matcher(wish).matches()) {
      return "Hello! " + self + ". I can pass work on: ask for a product image or a text.";
    }
    if (wish.endsWith("?")) {
      return self
          + ", so I cannot answer “"
          + task.wish()
          + "”. A provider's key would change that.";
    }
    return "Noted for " + task.shop() + ": “" + task.wish() + "”. " + self + ".";
  }
}
