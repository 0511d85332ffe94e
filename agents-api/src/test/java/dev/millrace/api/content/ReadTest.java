package dev.millrace.api.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.testing.LiveApi;
import dev.millrace.api.watch.Watch;
import dev.millrace.testing.Answer;
import dev.millrace.testing.ContentRequestJson;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadTest {
  private static final String PATH = "/v1/content-requests/";
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final LiveApi API = LiveApi.start();

  @AfterEach
  void awaitThatNobodyWaits() {
    await().atMost(LONGEST_WAIT).until(() -> API.bean(Watch.class).count() == 0);
  }

  @AfterAll
  static void close() {
    API.close();
  }

  @Test
  void anUnfinishedRequestSaysWhenToAskAgain() {
    Answer answer = API.get(PATH + API.created());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Retry-After")).isEqualTo("1");
  }

  @Test
  void aRequestThatWaitsForItsTimeSaysSo() {
    Instant later = Instant.now().plusSeconds(3_000);
    Answer created = API.create(ContentRequestJson.valid().with("not_before", later.toString()));

    Answer answer = API.get(PATH + created.id());

    assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1_500, 3_001);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "backoff, backoff until 2040-01-01T00:00:00Z",
        "provider_limit, provider limit until 2040-01-01T00:00:00Z",
        "budget, budget until 2040-01-01T00:00:00Z",
        "configuration, \"the installation's configuration; looked at again at 2040-01-01T00:00:00Z\""
      })
  void aRequestThatWaitsSaysWhatForInWords(String reason, String words) {
    UUID id = API.created();
    API.database()
        .execute(
            "UPDATE content_requests SET wait_reason = ?, published_at = NULL,"
                + " next_publish_at = '2040-01-01T00:00:00Z' WHERE id = ?",
            reason,
            id);

    Answer answer = API.get(PATH + id);

    assertThat(answer.text("waiting_on")).isEqualTo(words);
    assertThat(answer.header("Retry-After")).isEqualTo("3600");
  }

  @Test
  void aRequestThatWaitsForItsOrganizationSaysSo() {
    UUID id = API.created();
    API.database()
        .execute(
            "UPDATE content_requests SET wait_reason = 'organization_limit', published_at = NULL,"
                + " next_publish_at = NULL WHERE id = ?",
            id);

    assertThat(API.get(PATH + id).text("waiting_on"))
        .isEqualTo("organization limit: others of this organization come first");
  }

  @Test
  void aFinishedRequestShowsWhatItCost() {
    UUID id = API.created();
    API.work().complete(id, "# Tides");

    Answer answer = API.get(PATH + id);

    assertThat(answer.header("Retry-After")).isEmpty();
    assertThat(answer.text("completed_at")).isNotEmpty();
    assertThat(answer.json().at("/usage/cost").decimalValue()).isEqualByComparingTo("0.0125");
    assertThat(answer.json().at("/links/content").asText()).isEqualTo(PATH + id + "/content");
  }

  @Test
  void aFailedRequestSaysWhy() {
    UUID id = API.created();
    API.work().fail(id, "The provider is away");

    Answer answer = API.get(PATH + id);

    assertThat(answer.json().at("/error/class").asText()).isEqualTo("transient");
    assertThat(answer.json().at("/error/message").asText()).isEqualTo("The provider is away");
    assertThat(answer.json().at("/error/fingerprint").asText()).isNotEmpty();
  }

  @Test
  void whatHasNotChangedIsNotSentAgain() {
    UUID id = API.created();
    String tag = API.get(PATH + id).header("ETag");

    Answer unchanged = API.send(API.request(PATH + id).header("If-None-Match", "\"x\", " + tag));
    API.work().start(id);
    Answer changed = API.send(API.request(PATH + id).header("If-None-Match", tag));

    assertThat(tag).startsWith("\"");
    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(unchanged.body()).isEmpty();
    assertThat(unchanged.header("ETag")).isEqualTo(tag);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.header("ETag")).isNotEqualTo(tag);
  }

  @Test
  void waitingEndsWhenTheRequestEnds() {
    UUID id = API.created();
    CompletableFuture<Answer> waiting = API.sending(API.request(PATH + id + "?wait=60"));
    await().atMost(LONGEST_WAIT).until(() -> API.bean(Watch.class).count() > 0);

    API.work().complete(id, "# Tides");

    assertThat(waiting.join().text("status")).isEqualTo("completed");
  }

  @Test
  void waitingEndsWhenTheTimeIsUp() {
    UUID id = API.created();

    Answer answer = API.get(PATH + id + "?wait=1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("status")).isEqualTo("pending");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
  }

  @Test
  void manyWaitersOfManyRequestsAllHearOfTheirs() {
    List<UUID> ids = IntStream.range(0, 50).mapToObj(number -> API.created()).toList();
    List<CompletableFuture<Answer>> waiting =
        ids.stream().map(id -> API.sending(API.request(PATH + id + "?wait=60"))).toList();
    await().atMost(LONGEST_WAIT).until(() -> API.bean(Watch.class).count() >= 50);

    ids.forEach(id -> API.work().complete(id, "# " + id));

    List<Answer> answers = waiting.stream().map(CompletableFuture::join).toList();
    assertThat(answers).extracting(Answer::id).isEqualTo(ids);
    assertThat(answers).extracting(answer -> answer.text("status")).containsOnly("completed");
  }

  @Test
  void whoeverHangsUpIsNotWaitedFor() {
    UUID id = API.created();
    CompletableFuture<?> waiting =
        API.client()
            .sendAsync(API.request(PATH + id + "?wait=60").build(), BodyHandlers.ofString());
    await().atMost(LONGEST_WAIT).until(() -> API.bean(Watch.class).count() > 0);

    waiting.cancel(true);

    // Well before the minute is up, at which the waiting would end by itself.
    await().atMost(Duration.ofSeconds(30)).until(() -> API.bean(Watch.class).count() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "61", "-1", "soon", ""})
  void aWaitOutOfBoundsIsRefused(String wait) {
    assertThat(API.get(PATH + API.created() + "?wait=" + wait).status()).isEqualTo(400);
  }

  @Test
  void anotherOrganizationsRequestIsNotThere() {
    UUID id = API.created();

    Answer answer = API.send(API.requestOf("other", PATH + id));

    assertThat(answer.status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1-1-1-1-1", "00000000-0000-7000-8000-000000000000", "%00"})
  void anIdThatIsNoneIsNotThere(String id) {
    assertThat(API.get(PATH + id).status()).isIn(400, 404);
  }

  @Test
  void contentIsMarkdownOrJsonAsTheCallerLikes() {
    UUID id = API.created();
    API.work().complete(id, "# Tides ☾");

    Answer markdown = API.send(API.request(content(id)).header("Accept", "text/markdown"));
    Answer json = API.send(API.request(content(id)).header("Accept", "application/json"));
    Answer any = API.send(API.request(content(id)).header("Accept", "*/*"));
    Answer preferred =
        API.send(
            API.request(content(id)).header("Accept", "text/markdown;q=0.3, application/json"));

    assertThat(markdown.header("Content-Type")).startsWith("text/markdown");
    assertThat(markdown.body()).isEqualTo("# Tides ☾");
    assertThat(json.header("Content-Type")).startsWith("application/json");
    assertThat(json.text("title")).isEqualTo("Tides");
    assertThat(any.body()).startsWith("#");
    assertThat(preferred.text("title")).isEqualTo("Tides");
  }

  @Test
  void contentInAFormThatThereIsNotIsNotAcceptable() {
    UUID id = API.created();
    API.work().complete(id, "# Tides");

    assertThat(API.send(API.request(content(id)).header("Accept", "image/png")).status())
        .isEqualTo(406);
  }

  @Test
  void contentThatIsNotReadySaysWhenToAskAgain() {
    Answer answer = API.get(content(API.created()));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.header("Retry-After")).isEqualTo("1");
  }

  @Test
  void aFailedRequestHasNoContent() {
    UUID id = API.created();
    API.work().fail(id, "No");

    Answer answer = API.get(content(id));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.header("Retry-After")).isEmpty();
  }

  @Test
  void anotherOrganizationsContentIsNotThere() {
    UUID id = API.created();
    API.work().complete(id, "# Tides");

    assertThat(API.send(API.requestOf("other", content(id))).status()).isEqualTo(404);
  }

  private static String content(UUID id) {
    return PATH + id + "/content";
  }
}
