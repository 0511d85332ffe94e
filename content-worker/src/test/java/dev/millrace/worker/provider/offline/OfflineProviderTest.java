package dev.millrace.worker.provider.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentFormat;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.failure.FailureClass;
import dev.millrace.lease.Lease;
import dev.millrace.worker.provider.Assignment;
import dev.millrace.worker.provider.Generation;
import dev.millrace.worker.provider.ProgressListener;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.Usage;
import dev.millrace.worker.provider.document.OutputValidator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OfflineProviderTest {
  private static final Lease LEASE = new Lease(new UUID(0, 1), new UUID(0, 2));

  private static final UUID REQUEST = UUID.fromString("01890000-0000-7000-8000-000000000001");
  private static final List<String> GRADES =
      List.of("K", "Grade 3", "7th Grade", "9th Grade", "college", "whatever");

  private final OutputValidator validator = new OutputValidator();
  private final OfflineProvider provider = provider(Duration.ZERO, "", "");

  @ParameterizedTest
  @EnumSource
  void everyKnownTopicIsValidAndComplete(ContentFormat format) throws Exception {
    for (Material topic : Library.shared().topics()) {
      for (String grade : GRADES) {
        Generation generation = generate(topic.title(), grade, format, List.of("chess", "soccer"));

        assertThat(validator.violations(format, tree(generation))).isEmpty();
        assertThat(generation.markdown().toString())
            .as("%s, %s", topic.id(), grade)
            .contains(topic.title())
            .doesNotContain("{topic}", "{interest}", "null");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void unknownTopicGetsAGuideThatOwnsUpToIt(ContentFormat format) throws Exception {
    for (String grade : GRADES) {
      Generation generation = generate("Byzantine tax farming", grade, format, List.of());

      assertThat(validator.violations(format, tree(generation))).isEmpty();
      assertThat(tree(generation).path("source_note").asText())
          .contains("offline provider", "does not know “Byzantine tax farming” in depth");
      assertThat(generation.markdown().toString())
          .contains("Byzantine tax farming")
          .doesNotContain("{topic}", "{interest}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void immoderateTextIsCutRatherThanRefused(ContentFormat format) throws Exception {
    String endless = "why ".repeat(10_000);

    Generation generation = generate(endless, endless, format, List.of(endless));

    assertThat(validator.violations(format, tree(generation))).isEmpty();
    assertThat(generation.markdown().toString()).hasSizeLessThan(20_000);
  }

  @ParameterizedTest
  @EnumSource
  void saysThatItIsTheOfflineProvider(ContentFormat format) throws Exception {
    Generation generation = generate("Fractions", "Grade 5", format, List.of());

    assertThat(generation.markdown().toString()).contains("Millrace's offline provider");
    assertThat(generation.provider()).isEqualTo("offline");
    assertThat(generation.usage()).isEqualTo(Usage.NONE);
  }

  @Test
  void olderReadersGetMoreThanYoungerOnes() throws Exception {
    Generation young = generate("Photosynthesis", "1st grade", ContentFormat.LESSON, List.of());
    Generation older = generate("Photosynthesis", "11th grade", ContentFormat.LESSON, List.of());

    assertThat(young.markdown().toString()).doesNotContain("rubisco").contains("acorn");
    assertThat(older.markdown().toString()).contains("rubisco");
    assertThat(older.markdown().toString())
        .hasSizeGreaterThan(young.markdown().toString().length());
  }

  @Test
  void interestsAreWovenIn() throws Exception {
    Generation generation =
        generate("Fractions", "Grade 5", ContentFormat.LESSON, List.of("skateboarding", "baking"));

    assertThat(tree(generation).path("hook").asText()).contains("skateboarding");
    assertThat(tree(generation).path("practice").toString()).contains("baking");
  }

  @Test
  void neitherLocaleNorTimeZoneChangesTheOutput() throws Exception {
    Generation usual = generate("PHOTOSYNTHESIS", "KINDERGARTEN", ContentFormat.QUIZ, List.of());
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));

      assertThat(generate("PHOTOSYNTHESIS", "KINDERGARTEN", ContentFormat.QUIZ, List.of()))
          .isEqualTo(usual);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void anotherJvmDrawsTheSameOrderOfOptions() throws Exception {
    String markdown =
        generate("Fractions", "9th Grade", ContentFormat.QUIZ, List.of("chess"))
            .markdown()
            .toString();

    assertThat(answerKey(markdown)).isEqualTo("ABCADCBC");
  }

  @Test
  void progressNamesEachStepAndNeverFalls() throws Exception {
    List<Integer> percents = new ArrayList<>();
    List<String> stages = new ArrayList<>();

    provider.generate(
        assignment("Fractions", 1),
        (percent, stage) -> {
          percents.add(percent);
          stages.add(stage);
        });

    assertThat(stages).containsExactly("outline", "sections", "review", "render");
    assertThat(percents).isSorted().allMatch(percent -> percent > 0 && percent < 100);
  }

  @Test
  void interruptionEndsTheWaitAtOnce() throws Exception {
    OfflineProvider slow = provider(Duration.ofMinutes(10), "", "");
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    slow.generate(assignment("Fractions", 1), ProgressListener.NONE);
                  } catch (ProviderException | InterruptedException failure) {
                    thrown.set(failure);
                  }
                });
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> thread.getState() == Thread.State.TIMED_WAITING);

    thread.interrupt();

    assertThat(thread.join(Duration.ofMinutes(1))).isTrue();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void interruptionBeforeTheWorkIsHonouredToo() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> provider.generate(assignment("Fractions", 1), ProgressListener.NONE))
        .isInstanceOf(InterruptedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transient",
        "rate_limited",
        "timeout",
        "outcome_unknown",
        "invalid_output",
        "content_policy",
        "configuration"
      })
  void faultsCarryTheirClass(String name) {
    OfflineProvider faulty = provider(Duration.ZERO, name + "=1", "");

    assertThatThrownBy(() -> faulty.generate(assignment("Fractions", 1), ProgressListener.NONE))
        .isInstanceOfSatisfying(
            ProviderException.class,
            failure -> {
              assertThat(failure.failureClass().wireName()).isEqualTo(name);
              assertThat(failure.provider()).isEqualTo("offline");
              assertThat(failure.retryAfter().isPresent()).isEqualTo(name.equals("rate_limited"));
            });
  }

  @Test
  void faultTopicsAlwaysFailAndOthersDoNot() throws Exception {
    OfflineProvider faulty = provider(Duration.ZERO, "", "poison|cursed");

    for (int attempt = 1; attempt <= 5; attempt++) {
      Assignment poisoned = assignment("A POISON pill", attempt);
      assertThatThrownBy(() -> faulty.generate(poisoned, ProgressListener.NONE))
          .isInstanceOfSatisfying(
              ProviderException.class,
              failure -> assertThat(failure.failureClass()).isEqualTo(FailureClass.INVALID_OUTPUT))
          .hasMessageContaining("title");
    }
    assertThat(faulty.generate(assignment("Fractions", 1), ProgressListener.NONE)).isNotNull();
  }

  private Generation generate(
      String topic, String grade, ContentFormat format, List<String> interests) throws Exception {
    return provider.generate(
        new Assignment(REQUEST, topic, grade, format, interests, 1, 1, "default", LEASE),
        ProgressListener.NONE);
  }

  private static Assignment assignment(String topic, int attempt) {
    return new Assignment(
        REQUEST, topic, "Grade 5", ContentFormat.LESSON, List.of(), attempt, 1, "default", LEASE);
  }

  private static OfflineProvider provider(Duration latency, String faults, String faultTopics) {
    return new OfflineProvider(
        new OfflineConfig(latency, faults, faultTopics), new OutputValidator());
  }

  private static String answerKey(String markdown) {
    StringBuilder letters = new StringBuilder();
    markdown
        .lines()
        .filter(line -> line.matches("[0-9]+\\. \\*\\*[A-E]\\*\\*.*"))
        .forEach(line -> letters.append(line.charAt(line.indexOf("**") + 2)));
    return letters.toString();
  }

  private static ObjectNode tree(Generation generation) {
    return ContentRequestCodec.parseObject(generation.document().toString());
  }
}
