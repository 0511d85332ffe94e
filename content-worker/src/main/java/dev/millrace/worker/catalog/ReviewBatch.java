package dev.millrace.worker.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.Exercise;
import dev.millrace.catalog.ExerciseCodec;
import dev.millrace.catalog.JobMode;
import dev.millrace.catalog.JobType;
import dev.millrace.catalog.NewJob;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.worker.chain.TextAnswer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exercises that are reviewed by one call of a model, and what its verdicts come to.
 *
 * @param exercises in the order of their numbers, from 1
 * @param similar for each, exercises with names like its own
 */
record ReviewBatch(List<Exercise> exercises, Map<UUID, ArrayNode> similar) {
  private static final Logger logger = LoggerFactory.getLogger(ReviewBatch.class);

  /** What the model is asked. */
  ObjectNode input() {
    ObjectNode input = ContentRequestCodec.emptyObject();
    ArrayNode entries = input.putArray("exercises");
    for (int place = 0; place < exercises.size(); place++) {
      Exercise exercise = exercises.get(place);
      ObjectNode entry = entries.addObject();
      entry.put("exercise", place + 1);
      entry.set("entry", ExerciseCodec.document(exercise.content()));
      if (similar.containsKey(exercise.id())) {
        entry.set("similar", similar.get(exercise.id()));
      }
    }
    return input;
  }

  /** The versions that were reviewed. */
  Map<UUID, Integer> versions() {
    Map<UUID, Integer> versions = new TreeMap<>();
    exercises.forEach(exercise -> versions.put(exercise.id(), exercise.version()));
    return versions;
  }

  /** The jobs that the verdicts ask for; each that must not be done is left out, and told of. */
  List<NewJob> jobs(TextAnswer answer, TakenRun run, Tally tally) {
    JsonNode findings = answer.document().path("findings");
    tally.add("findings", findings.size());
    NewJob.FiledBy by = by(answer, run, findings.size());
    JobMode mode = run.isApply() ? JobMode.APPLY : JobMode.DRY_RUN;
    List<NewJob> jobs = new ArrayList<>();
    for (JsonNode finding : findings) {
      try {
        jobs.add(job(finding, mode, by));
      } catch (Unfit unfit) {
        tally.add("findings_refused", 1);
        logger
            .atWarn()
            .addKeyValue("event", "finding_refused")
            .addKeyValue("run_id", run.lease().id())
            .addKeyValue("provider", answer.model().provider())
            .addKeyValue("finding", finding.path("finding").asText())
            .log("No job is filed for a finding: {}", unfit.reason());
      }
    }
    return jobs;
  }

  private NewJob job(JsonNode finding, JobMode mode, NewJob.FiledBy by) throws Unfit {
    JobType type = JobType.of(finding.path("type").asText()).orElseThrow();
    String name = finding.path("finding").asText();
    ObjectNode changes =
        finding.path("changes") instanceof ObjectNode known
            ? known
            : ContentRequestCodec.emptyObject();
    if (type == JobType.ADD) {
      // Its dedupe key is made of these; what is left out is planned.
      ChangeRules.apply(type, name, ContentRequestCodec.emptyObject(), changes);
      return NewJob.add(changes, mode, finding.path("reason").asText(), by);
    }
    int number = finding.path("exercise").asInt();
    if (number < 1 || number > exercises.size()) {
      throw new Unfit("There is no exercise of that number in the batch.");
    }
    Exercise exercise = exercises.get(number - 1);
    if (!changes.isEmpty()) {
      ChangeRules.apply(type, name, ExerciseCodec.document(exercise.content()), changes);
    }
    return new NewJob(
        ContentRequestRepository.newId(),
        type,
        mode,
        exercise.id(),
        name,
        finding.path("reason").asText(),
        changes,
        finding.path("priority").asInt(NewJob.USUAL_PRIORITY),
        by);
  }

  private static NewJob.FiledBy by(TextAnswer answer, TakenRun run, int findings) {
    BigDecimal share =
        findings == 0
            ? BigDecimal.ZERO
            : answer.usage().cost().divide(BigDecimal.valueOf(findings), MathContext.DECIMAL64);
    return new NewJob.FiledBy(
        "catalog-review",
        run.run().organizationId(),
        run.lease().id(),
        new NewJob.Finder(
            answer.model().provider(), answer.model().model(), answer.promptVersion(), share));
  }
}
