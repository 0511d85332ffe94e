package dev.millrace.worker.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked.
 *
 * @param name the prompt's file, such as {@code content-lesson}; what an embedded model goes by
 * @param version the version of that file; stored with each result
 * @param input the values that the prompt was rendered with, normalized: with name, version and
 *     model they identify equal work. Not to be changed
 * @param system instructions, none of which comes from a requester
 * @param turns the conversation so far, which ends with the user's; all of it may hold a
 *     requester's text
 * @param schema what the answer must meet; null when it is free text
 * @param mostTokens the longest answer, in tokens
 */
public record Prompt(
    String name,
    String version,
    ObjectNode input,
    String system,
    List<Turn> turns,
    @Nullable OutputSchema schema,
    int mostTokens) {

  public Prompt {
    turns = List.copyOf(turns);
    if (turns.isEmpty() || turns.getLast().speaker() != Turn.Speaker.USER) {
      throw new IllegalArgumentException("a prompt ends with what the user says");
    }
    if (mostTokens < 1) {
      throw new IllegalArgumentException("an answer has at least one token");
    }
  }

  /** The same, after the model said this and was told that. */
  public Prompt after(String answer, String reply) {
    List<Turn> longer = new ArrayList<>(turns);
    longer.add(new Turn(Turn.Speaker.MODEL, answer));
    longer.add(new Turn(Turn.Speaker.USER, reply));
    return new Prompt(name, version, input, system, longer, schema, mostTokens);
  }
}
