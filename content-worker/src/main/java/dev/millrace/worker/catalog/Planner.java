package dev.millrace.worker.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.Exercise;
import dev.millrace.catalog.ExerciseCodec;
import dev.millrace.catalog.ExerciseContent;
import dev.millrace.catalog.JobType;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.call.CallSite;
import dev.millrace.worker.chain.Purpose;
import dev.millrace.worker.chain.TextAnswer;
import dev.millrace.worker.chain.TextChain;
import dev.millrace.worker.prompt.Prompts;
import dev.millrace.worker.provider.ProviderException;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Plans what a job is to change: as the job says, or as the chain of models says. Reads no
 * database, and is safe for use by many threads.
 */
@Singleton
final class Planner {
  private static final String PROMPT = "catalog-plan";
  private static final String BY_JOB = "job";

  private final TextChain chain;
  private final Prompts prompts;

  Planner(TextChain chain, Prompts prompts) {
    this.chain = chain;
    this.prompts = prompts;
  }

  /** Whether a model must be asked: the job does not say all that it wants. */
  static boolean needsModel(ClaimedJob job) {
    return job.type() == JobType.ADD
        ? !job.changes().has("instructions") || !job.changes().has("primary_muscles")
        : job.changes().isEmpty();
  }

  /**
   * Plans.
   *
   * @param exercise as it is; null for an add
   */
  JobOutcome plan(ClaimedJob job, @Nullable Exercise exercise)
      throws ProviderException, InterruptedException {
    if (job.type() != JobType.ADD && exercise == null) {
      return new JobOutcome.Failed(FailureClass.INVALID_REQUEST, "There is no such exercise.");
    }
    ObjectNode before =
        exercise == null
            ? ContentRequestCodec.emptyObject()
            : ExerciseCodec.document(exercise.content());
    Plan plan =
        needsModel(job)
            ? asked(job, before)
            : new Plan(job.changes(), job.reason(), BY_JOB, null, BigDecimal.ZERO);
    return judged(job, exercise, before, plan);
  }

  /** What a model says comes on top of what the job says, and never instead of it. */
  private Plan asked(ClaimedJob job, ObjectNode before)
      throws ProviderException, InterruptedException {
    ObjectNode input = ContentRequestCodec.emptyObject();
    input.put("type", job.type().wireName());
    input.put("finding", job.finding());
    input.put("reason", job.reason());
    input.set("exercise", job.type() == JobType.ADD ? job.changes() : before);
    TextAnswer answer = chain.ask(site(job), Purpose.CATALOG, prompts.text(PROMPT, input));
    ObjectNode changes = ContentRequestCodec.emptyObject();
    if (answer.document().path("changes") instanceof ObjectNode proposed) {
      changes.setAll(proposed);
    }
    changes.setAll(job.changes());
    return new Plan(
        changes,
        answer.document().path("reason").asText(job.reason()),
        answer.model().provider(),
        answer.promptVersion(),
        answer.usage().cost());
  }

  private static JobOutcome judged(
      ClaimedJob job, @Nullable Exercise exercise, ObjectNode before, Plan plan) {
    try {
      ExerciseContent after =
          ChangeRules.apply(job.type(), job.finding(), before, differing(before, plan.changes()));
      if (exercise == null) {
        return new JobOutcome.Planned(plan, null, after);
      }
      return after.equals(exercise.content())
          ? new JobOutcome.Unchanged(plan, exercise.version())
          : new JobOutcome.Planned(plan, exercise.version(), after);
    } catch (Unfit unfit) {
      return new JobOutcome.Failed(FailureClass.INVALID_OUTPUT, unfit.reason());
    }
  }

  private static ObjectNode differing(ObjectNode before, ObjectNode changes) {
    ObjectNode differing = ContentRequestCodec.emptyObject();
    changes
        .properties()
        .forEach(
            change -> {
              JsonNode was = before.path(change.getKey());
              if (!was.equals(change.getValue())) {
                differing.set(change.getKey(), change.getValue());
              }
            });
    return differing;
  }

  private static CallSite site(ClaimedJob job) {
    return new CallSite(
        job.organizationId(),
        CallSite.Subject.CATALOG_JOB,
        job.lease(),
        PROMPT,
        job.attempt(),
        false);
  }
}
