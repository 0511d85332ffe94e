package dev.millrace.worker.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the finished steps of a run have given. Immutable. */
record History(Map<Turn, ObjectNode> outputs) {
  static final History NONE = new History(Map.of());

  History {
    outputs = Map.copyOf(outputs);
  }

  /** The same with one more step. */
  History with(Turn turn, ObjectNode output) {
    Map<Turn, ObjectNode> longer = new LinkedHashMap<>(outputs);
    longer.put(turn, output);
    return new History(longer);
  }

  boolean has(Step step, int round) {
    return outputs.containsKey(new Turn(step, round));
  }

  /** What a step gave in its last round; an empty object when it has not been made. */
  ObjectNode latest(Step step) {
    return find(step, 2).or(() -> find(step, 1)).orElseGet(ContentRequestCodec::emptyObject);
  }

  private Optional<ObjectNode> find(Step step, int round) {
    return Optional.ofNullable(outputs.get(new Turn(step, round)));
  }
}
