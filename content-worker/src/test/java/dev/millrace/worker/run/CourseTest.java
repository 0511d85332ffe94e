package dev.millrace.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.run.RunKind;
import dev.millrace.worker.testing.ScriptedModels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Which step comes next. */
class CourseTest {
  @Test
  void aRunIsPlannedMadeReviewedAndAssembled() {
    assertThat(names(RunKind.TEXT, turn -> ScriptedModels.accepting()))
        .containsExactly("plan", "generate", "review", "assemble");
  }

  @Test
  void aReviewIsHeededOnceAndNoMore() {
    assertThat(names(RunKind.PRODUCT_IMAGE, turn -> ScriptedModels.rejecting()))
        .containsExactly("plan", "generate", "review", "generate-2", "review-2", "assemble");
  }

  @Test
  void anAnswerInAConversationIsMadeAtOnce() {
    assertThat(names(RunKind.CHAT, turn -> ScriptedModels.object()))
        .containsExactly("generate", "assemble");
  }

  @Test
  void progressNeverFalls() {
    for (RunKind kind : RunKind.values()) {
      assertThat(turns(kind, turn -> ScriptedModels.rejecting()))
          .extracting(turn -> Course.progress(kind, turn))
          .isSorted()
          .allMatch(percent -> percent < 100);
    }
  }

  private static List<String> names(RunKind kind, Function<Turn, ObjectNode> output) {
    return turns(kind, output).stream().map(Turn::callName).toList();
  }

  private static List<Turn> turns(RunKind kind, Function<Turn, ObjectNode> output) {
    List<Turn> turns = new ArrayList<>();
    History history = History.NONE;
    Turn turn = Course.next(kind, history);
    while (turn.step() != Step.ASSEMBLE) {
      turns.add(turn);
      history = history.with(turn, output.apply(turn));
      turn = Course.next(kind, history);
    }
    turns.add(turn);
    return turns;
  }
}
