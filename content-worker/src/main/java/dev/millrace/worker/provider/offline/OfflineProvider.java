package dev.millrace.worker.provider.offline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.provider.Assignment;
import dev.millrace.worker.provider.ContentProvider;
import dev.millrace.worker.provider.Generation;
import dev.millrace.worker.provider.ProgressListener;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.Usage;
import dev.millrace.worker.provider.Utf8;
import dev.millrace.worker.provider.document.MarkdownRenderer;
import dev.millrace.worker.provider.document.OutputValidator;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Writes from the built-in {@link Library}. The same topic, grade level, format and interests give
 * the same bytes, whatever the JVM, locale or time zone. Costs nothing and calls nobody.
 */
@Singleton
@Bean(typed = OfflineProvider.class)
public final class OfflineProvider implements ContentProvider {

  /** The provider's name. */
  public static final String NAME = "offline";

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int STEPS = 4;

  private final OutputValidator validator;
  private final Duration latencyOfStep;
  private final FaultPlan faultPlan;
  private final Pattern faultTopics;

  OfflineProvider(OfflineConfig config, OutputValidator validator) {
    this.validator = validator;
    latencyOfStep = config.latency().dividedBy(STEPS);
    faultPlan = config.faultPlan();
    faultTopics = config.faultTopicPattern();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Generation generate(Assignment assignment, ProgressListener progress)
      throws ProviderException, InterruptedException {
    begin(progress, 10, "outline");
    Draft draft = new Draft(assignment, Library.shared().find(assignment.topic()));
    begin(progress, 30, "sections");
    ObjectNode document = write(assignment, draft);
    begin(progress, 70, "review");
    spoil(assignment, document);
    review(assignment, document);
    begin(progress, 90, "render");
    Utf8 markdown = Utf8.of(MarkdownRenderer.render(assignment.format(), document));
    return new Generation(
        Utf8.of(ContentRequestCodec.encode(document)),
        markdown,
        NAME,
        Library.VERSION,
        Library.VERSION,
        Usage.NONE);
  }

  /** The document alone: what this provider says where it is one of several in a chain. */
  public static ObjectNode document(Assignment assignment) {
    return write(assignment, new Draft(assignment, Library.shared().find(assignment.topic())));
  }

  /** The version of what it says. */
  public static String version() {
    return Library.VERSION;
  }

  /** Takes its part of the latency, in which the thread may be interrupted. */
  private void begin(ProgressListener progress, int percent, String stage)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("cancelled before " + stage);
    }
    progress.progress(percent, stage);
    if (latencyOfStep.isPositive()) {
      Thread.sleep(latencyOfStep);
    }
  }

  private static ObjectNode write(Assignment assignment, Draft draft) {
    return switch (assignment.format()) {
      case LESSON -> LessonWriter.write(draft);
      case QUIZ -> QuizWriter.write(draft);
      case SUMMARY -> SummaryWriter.write(draft);
      case FLASHCARDS -> FlashcardsWriter.write(draft);
    };
  }

  /** Fails as the fault plan has it; output that is to be invalid is truly made so. */
  private void spoil(Assignment assignment, ObjectNode document) throws ProviderException {
    Optional<FailureClass> fault =
        faultTopics.matcher(assignment.topic()).find()
            ? Optional.of(FailureClass.INVALID_OUTPUT)
            : faultPlan.strike(assignment.requestId(), assignment.attempt(), assignment.dispatch());
    if (fault.isEmpty()) {
      return;
    }
    if (fault.get() != FailureClass.INVALID_OUTPUT) {
      throw failure(fault.get());
    }
    document.remove("title");
  }

  private static ProviderException failure(FailureClass failureClass) {
    return new ProviderException(
        NAME,
        failureClass,
        "OFFLINE_FAULTS asked for " + failureClass.wireName(),
        failureClass == FailureClass.RATE_LIMITED ? PATIENCE : null,
        null);
  }

  private void review(Assignment assignment, ObjectNode document) throws ProviderException {
    List<String> violations = validator.violations(assignment.format(), document);
    if (!violations.isEmpty()) {
      throw new ProviderException(
          NAME,
          FailureClass.INVALID_OUTPUT,
          "The output does not meet its schema: " + String.join("; ", violations));
    }
  }
}
