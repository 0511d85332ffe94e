package dev.millrace.worker.content;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.worker.call.CallSite;
import dev.millrace.worker.chain.Purpose;
import dev.millrace.worker.chain.TextAnswer;
import dev.millrace.worker.chain.TextChain;
import dev.millrace.worker.prompt.Prompts;
import dev.millrace.worker.provider.Assignment;
import dev.millrace.worker.provider.ContentProvider;
import dev.millrace.worker.provider.Generation;
import dev.millrace.worker.provider.ProgressListener;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.Utf8;
import dev.millrace.worker.provider.document.MarkdownRenderer;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Singleton;

/** Generates by the chain of models for content. Safe for use by many threads. */
@Singleton
@Bean(typed = ChainedProvider.class)
final class ChainedProvider implements ContentProvider {
  private static final String NAME = "chain";
  private static final String STEP = "content";

  private final TextChain chain;
  private final Prompts prompts;

  ChainedProvider(TextChain chain, Prompts prompts) {
    this.chain = chain;
    this.prompts = prompts;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Generation generate(Assignment assignment, ProgressListener progress)
      throws ProviderException, InterruptedException {
    progress.progress(10, "generation");
    TextAnswer answer =
        chain.ask(
            site(assignment),
            Purpose.CONTENT,
            prompts.text("content-" + assignment.format().wireName(), input(assignment)));
    progress.progress(90, "render");
    ObjectNode document = Finishing.finish(assignment, answer);
    return new Generation(
        Utf8.of(ContentRequestCodec.encode(document)),
        Utf8.of(MarkdownRenderer.render(assignment.format(), document)),
        answer.model().provider(),
        answer.model().model(),
        answer.promptVersion(),
        answer.usage());
  }

  private static CallSite site(Assignment assignment) {
    return new CallSite(
        assignment.organizationId(),
        CallSite.Subject.CONTENT_REQUEST,
        assignment.lease(),
        STEP,
        assignment.attempt(),
        true);
  }

  /** Nothing but what the content depends on: equal inputs are equal work. */
  private static ObjectNode input(Assignment assignment) {
    ObjectNode input = ContentRequestCodec.emptyObject();
    input.put("topic", assignment.topic().strip());
    input.put("grade_level", assignment.gradeLevel().strip());
    input.put("format", assignment.format().wireName());
    ArrayNode interests = input.putArray("interests");
    assignment.interests().forEach(interest -> interests.add(interest.strip()));
    return input;
  }
}
