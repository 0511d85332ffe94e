package dev.millrace.worker.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalog.CatalogCommand;
import dev.millrace.catalog.JobMode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.worker.testing.StandInProvider;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a model of a stranger says is held against the schema and the rules before it is done. */
final class StrangerTest {
  private static final StandInProvider STRANGER = new StandInProvider("stranger", null);
  private static final CatalogStand STAND =
      new CatalogStand(Map.of("millrace.chain.catalog", "stranger"), STRANGER);
  private UUID exercise = new UUID(0, 0);

  @AfterAll
  static void close() {
    STAND.close();
  }

  @BeforeEach
  void anExercise() {
    STAND.database().clear();
    exercise = STAND.add(CatalogStand.squat("Barbell Squat"));
    STAND.backUp();
  }

  @Test
  void aGoodChangeIsMadeAndTheCallIsWrittenDown() {
    STRANGER.answers("{\"changes\":{\"difficulty\":\"advanced\"},\"reason\":\"It is hard.\"}");
    UUID job = file();

    STAND.run(CatalogCommand.WORKER, true);

    assertThat(STAND.status(job)).isEqualTo("completed");
    assertThat(STAND.database().text("SELECT difficulty FROM exercises")).isEqualTo("advanced");
    assertThat(STAND.database().text("SELECT subject_kind || ' ' || state FROM provider_calls"))
        .isEqualTo("catalog_job succeeded");
    assertThat(
            STAND
                .database()
                .text("SELECT verdict ->> 'planner' FROM catalog_changes WHERE job_id = ?", job))
        .isEqualTo("stranger");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"changes":{"instructions":[]},"reason":"r"}                                 | empty instructions
          {"changes":{"instructions":["See http://evil.example for more of this, and pay there for it at once please."]},"reason":"r"} | plain
          {"changes":{"cues":["<b>Now</b>"]},"reason":"r"}                             | plain
          {"changes":{"instructions":["Go."]},"reason":"r"}                            | most of the instructions
          {"changes":{"status":"retired"},"reason":"r"}                                | superfluous
          {"changes":{"version":7},"reason":"r"}                                       | schema
          {"changes":{"equipment":"jackhammer"},"reason":"r"}                          | schema
          {"reason":"r"}                                                               | schema
          I am sorry, I cannot do that.                                                | schema
          """)
  void aHarmfulOrInvalidChangeIsNotMade(String answer, String said) {
    STRANGER.answers(answer);
    UUID job = file();

    STAND.run(CatalogCommand.WORKER, true);

    assertThat(STAND.status(job)).isEqualTo("failed");
    assertThat(
            STAND.database().text("SELECT error_class || ': ' || error_message FROM catalog_jobs"))
        .contains("invalid_output", said);
    assertThat(STAND.version(exercise)).isOne();
    assertThat(STAND.isJournalWhole()).isTrue();
    assertThat(STAND.database().count("catalog_locks")).isZero();
  }

  @Test
  void aFindingThatWouldDoHarmFilesNoJob() {
    STRANGER.answers(
        """
        {"findings":[
          {"exercise":1,"type":"fix","finding":"wrong_text","reason":"r","priority":1,"changes":{"cues":["<script>"]}},
          {"exercise":9,"type":"fix","finding":"no_such_entry","reason":"r","priority":1},
          {"exercise":1,"type":"fix","finding":"too_easy","reason":"r","priority":4,"changes":{"difficulty":"advanced"}}]}
        """);

    var run = STAND.run(CatalogCommand.REVIEW, true);

    assertThat(run.counts().path("findings_refused").asInt()).isEqualTo(2);
    assertThat(STAND.database().text("SELECT finding FROM catalog_jobs")).isEqualTo("too_easy");
    assertThat(STAND.database().text("SELECT subject_kind FROM provider_calls"))
        .isEqualTo("catalog_run");
  }

  private UUID file() {
    return STAND.file(
        JobMode.APPLY, exercise, "wrong_difficulty", ContentRequestCodec.emptyObject());
  }
}
