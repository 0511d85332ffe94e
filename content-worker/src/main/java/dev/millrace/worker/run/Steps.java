package dev.millrace.worker.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.lease.Lease;
import dev.millrace.run.RunKind;
import dev.millrace.worker.call.CallSite;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.Usage;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.stream.Stream;

/** Makes the steps of runs. Holds no database connection meanwhile, and no state. */
@Singleton
final class Steps {
  private static final int LONGEST_TITLE = 200;
  private static final ObjectNode NONE = ContentRequestCodec.emptyObject();

  private final Models models;

  Steps(Models models) {
    this.models = models;
  }

  /** Makes one step of all but the last kind. */
  StepLog make(ClaimedRun run, Lease lease, History history, Turn turn)
      throws ProviderException, InterruptedException {
    CallSite site = site(run, lease, turn);
    return switch (turn.step()) {
      case PLAN -> models.ask(site, turn, "run-plan", task(run));
      case GENERATE -> generate(run, site, history, turn);
      case REVIEW -> models.ask(site, turn, "run-review", reviewed(run, history));
      case ASSEMBLE -> throw new IllegalArgumentException("Nobody is asked to assemble");
    };
  }

  /** What the finished steps come to. */
  static Assembly assemble(ClaimedRun run, History history) {
    ObjectNode review = history.latest(Step.REVIEW);
    if (run.kind() != RunKind.CHAT && !Review.isApproved(review)) {
      return new Assembly.Nothing("review_refused");
    }
    ObjectNode made = history.latest(Step.GENERATE);
    if (isEmpty(run.kind(), made)) {
      return new Assembly.Nothing("empty_result");
    }
    ObjectNode plan = history.latest(Step.PLAN);
    String title = title(run, plan, made);
    ObjectNode result =
        ContentRequestCodec.emptyObject().put("kind", run.kind().wireName()).put("title", title);
    result.set(resultName(run.kind()), made);
    if (!plan.isEmpty()) {
      result.set("plan", plan);
    }
    if (!review.isEmpty()) {
      result.set("review", review);
    }
    return new Assembly.Gathered(title, result);
  }

  /** The log of the last step. */
  static StepLog log(Turn turn, Assembly assembly) {
    ObjectNode output =
        switch (assembly) {
          case Assembly.Gathered(String title, ObjectNode result) -> result;
          case Assembly.Nothing(String reason) ->
              ContentRequestCodec.emptyObject().put("reason", reason);
        };
    return new StepLog(
        turn,
        ContentRequestCodec.emptyObject(),
        output,
        null,
        null,
        Usage.NONE,
        Duration.ZERO,
        null);
  }

  private StepLog generate(ClaimedRun run, CallSite site, History history, Turn turn)
      throws ProviderException, InterruptedException {
    ObjectNode plan = history.latest(Step.PLAN);
    ObjectNode review = turn.round() == 1 ? NONE : history.latest(Step.REVIEW);
    return switch (run.kind()) {
      case PRODUCT_IMAGE ->
          models.draw(site, turn, "run-image", picture(run, plan, review), run.parameters());
      case TEXT -> models.ask(site, turn, "run-text", with(task(run), plan, review));
      case CHAT -> models.ask(site, turn, "run-chat", task(run));
    };
  }

  /** An image model takes no instructions: what a review missed becomes part of the description. */
  private static ObjectNode picture(ClaimedRun run, ObjectNode plan, ObjectNode review) {
    ObjectNode input = ContentRequestCodec.emptyObject().put("prompt", run.prompt());
    String planned = plan.path("image_prompt").asText();
    StringBuilder description = new StringBuilder(planned.isBlank() ? run.prompt() : planned);
    review.path("reasons").forEach(reason -> description.append(' ').append(reason.asText()));
    input.put("image_prompt", description.toString());
    String style = run.parameters().path("style").asText();
    return style.isBlank() ? input : input.put("style", style);
  }

  private static ObjectNode with(ObjectNode input, ObjectNode plan, ObjectNode review) {
    if (!plan.isEmpty()) {
      input.set("plan", plan);
    }
    if (!review.isEmpty()) {
      input.set("review", review);
    }
    return input;
  }

  /** A bypass of the cache is a parameter; a second round is never answered by the first one. */
  private static CallSite site(ClaimedRun run, Lease lease, Turn turn) {
    return new CallSite(
        run.organizationId(),
        CallSite.Subject.AGENT_RUN,
        lease,
        turn.callName(),
        run.attempt(),
        turn.round() == 1 && run.parameters().path("cache").asBoolean(true));
  }

  private static ObjectNode task(ClaimedRun run) {
    ObjectNode input =
        ContentRequestCodec.emptyObject()
            .put("kind", run.kind().wireName())
            .put("prompt", run.prompt());
    if (run.shop() != null) {
      input.put("shop", run.shop());
    }
    if (!run.parameters().isEmpty()) {
      input.set("parameters", run.parameters());
    }
    return input;
  }

  private static ObjectNode reviewed(ClaimedRun run, History history) {
    ObjectNode input = task(run);
    input.set("plan", history.latest(Step.PLAN));
    input.set("result", history.latest(Step.GENERATE));
    return input;
  }

  private static boolean isEmpty(RunKind kind, ObjectNode made) {
    return switch (kind) {
      case PRODUCT_IMAGE -> made.path("artifact").asText().isBlank();
      case TEXT -> made.path("body").asText().isBlank();
      case CHAT -> made.path("reply").asText().isBlank();
    };
  }

  private static String resultName(RunKind kind) {
    return switch (kind) {
      case PRODUCT_IMAGE -> "picture";
      case TEXT -> "text";
      case CHAT -> "answer";
    };
  }

  private static String title(ClaimedRun run, ObjectNode plan, ObjectNode made) {
    String title =
        Stream.of(made.path("title"), plan.path("goal"))
            .map(node -> node.asText().strip())
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse(run.prompt())
            .lines()
            .findFirst()
            .orElse("-");
    return title.codePointCount(0, title.length()) <= LONGEST_TITLE
        ? title
        : title.substring(0, title.offsetByCodePoints(0, LONGEST_TITLE - 1)) + "…";
  }
}
