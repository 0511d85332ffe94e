package dev.millrace.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.testing.LiveApi;
import dev.millrace.api.watch.Watch;
import dev.millrace.testing.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventsTest {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final LiveApi API = LiveApi.start(Map.of("millrace.watch.heartbeat", "100ms"));

  @AfterEach
  void awaitThatNobodyWatches() {
    await().atMost(LONGEST_WAIT).until(() -> API.bean(Watch.class).count() == 0);
  }

  @AfterAll
  static void close() {
    API.close();
  }

  @Test
  void aStreamTellsEveryEventAndEndsWithTheLast() {
    UUID id = ended();

    Answer answer = API.get(path(id));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
    assertThat(lines(answer, "event: "))
        .containsExactly("accepted", "started", "progress", "completed");
    assertThat(seqs(answer)).containsExactly(1, 2, 3, 4);
    assertThat(answer.body()).contains("retry: ").contains("\"request_id\": \"" + id + "\"");
  }

  @Test
  void aStreamCutAnywhereIsResumedWithNothingMissedOrRepeated() {
    UUID id = ended();

    for (int cut = 0; cut <= 3; cut++) {
      Answer rest = API.send(API.request(path(id)).header("Last-Event-ID", String.valueOf(cut)));

      assertThat(seqs(rest))
          .containsExactlyElementsOf(IntStream.rangeClosed(cut + 1, 4).boxed().toList());
    }
  }

  @Test
  void whoeverHasHeardEverythingIsToldNotToComeBack() {
    UUID id = ended();

    assertThat(API.send(API.request(path(id)).header("Last-Event-ID", "4")).status())
        .isEqualTo(204);
    assertThat(API.get(path(id) + "?last_event_id=4").status()).isEqualTo(204);
  }

  @Test
  void eventsArriveWhileTheyHappen() throws IOException {
    UUID id = API.created();
    try (Reading reading = new Reading(id)) {
      assertThat(reading.next()).isEqualTo(1);

      API.work().start(id);
      assertThat(reading.next()).isEqualTo(2);
      API.work().progress(id, 50);
      assertThat(reading.next()).isEqualTo(3);
      API.work().complete(id, "# Tides");
      assertThat(reading.next()).isEqualTo(4);

      assertThat(reading.isAtEnd()).isTrue();
    }
  }

  @Test
  void aFailureThatWasRetriedDoesNotEndTheStream() {
    UUID id = API.created();
    API.work().fail(id, "No");
    API.post("/v1/content-requests/" + id + "/retry", "");
    API.work().complete(id, "# Tides");

    assertThat(lines(API.get(path(id)), "event: "))
        .containsExactly("accepted", "failed", "retried", "completed");
  }

  @Test
  void moreEventsThanAStreamHoldsAllArriveInOrder() {
    UUID id = API.created();
    API.work().start(id);
    for (int percent = 0; percent < 100; percent++) {
      API.work().progress(id, percent);
    }
    API.work().complete(id, "# Tides");

    Answer answer = API.get(path(id));

    assertThat(seqs(answer))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 103).boxed().toList());
  }

  @Test
  void manyStreamsOfOneRequestAllTellTheSame() {
    UUID id = API.created();
    List<CompletableFuture<Answer>> streams =
        IntStream.range(0, 40).mapToObj(number -> API.sending(API.request(path(id)))).toList();
    await().atMost(LONGEST_WAIT).until(() -> API.bean(Watch.class).count() >= 40);

    API.work().start(id);
    API.work().complete(id, "# Tides");

    assertThat(streams)
        .allSatisfy(stream -> assertThat(seqs(stream.join())).containsExactly(1, 2, 3));
    awaitThatNobodyWatches();
  }

  @Test
  void aSilentStreamSendsComments() throws IOException {
    UUID id = API.created();
    try (Reading reading = new Reading(id)) {
      assertThat(reading.next()).isEqualTo(1);

      assertThat(reading.line()).isEqualTo(":");
    }
  }

  @Test
  void aClientThatLeavesIsForgotten() throws IOException {
    UUID id = API.created();
    try (Reading reading = new Reading(id)) {
      assertThat(reading.next()).isEqualTo(1);
      assertThat(API.bean(Watch.class).count()).isEqualTo(1);
    }

    awaitThatNobodyWatches();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "first", "99", "1.5", "2147483648"})
  void aNumberThatNoEventHasIsRefused(String last) {
    UUID id = API.created();

    assertThat(API.send(API.request(path(id)).header("Last-Event-ID", last)).status())
        .isEqualTo(400);
    assertThat(API.get(path(id) + "?last_event_id=" + last).status()).isEqualTo(400);
  }

  @Test
  void anotherOrganizationsEventsAreNotThere() {
    assertThat(API.send(API.requestOf("other", path(API.created()))).status()).isEqualTo(404);
  }

  private static UUID ended() {
    UUID id = API.created();
    API.work().start(id);
    API.work().progress(id, 50);
    API.work().complete(id, "# Tides");
    return id;
  }

  private static String path(UUID id) {
    return "/v1/content-requests/" + id + "/events";
  }

  private static List<Integer> seqs(Answer answer) {
    return lines(answer, "id: ").stream().map(Integer::valueOf).toList();
  }

  private static List<String> lines(Answer answer, String field) {
    return answer
        .body()
        .lines()
        .filter(line -> line.startsWith(field))
        .map(line -> line.substring(field.length()))
        .toList();
  }

  /** A stream read line by line. */
  private static final class Reading implements AutoCloseable {
    private final InputStream body;

    Reading(UUID id) throws IOException {
      try {
        HttpResponse<InputStream> response =
            API.client().send(API.request(path(id)).build(), BodyHandlers.ofInputStream());
        body = response.body();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(interrupted);
      }
    }

    /** The number of the next event. */
    int next() throws IOException {
      String line = line();
      while (!line.startsWith("id: ")) {
        line = line();
      }
      return Integer.parseInt(line.substring("id: ".length()));
    }

    /** The next line that belongs to no event told before, and is not empty. */
    String line() throws IOException {
      String line = readLine();
      while (line.isEmpty() || line.startsWith("event: ") || line.startsWith("data: ")) {
        line = readLine();
      }
      return line;
    }

    boolean isAtEnd() throws IOException {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .noneMatch(line -> line.startsWith("id: "));
    }

    private String readLine() throws IOException {
      List<Byte> line = new ArrayList<>();
      for (int next = body.read(); next != '\n'; next = body.read()) {
        if (next < 0) {
          throw new IOException("The stream has ended");
        }
        line.add((byte) next);
      }
      byte[] bytes = new byte[line.size()];
      for (int index = 0; index < bytes.length; index++) {
        bytes[index] = line.get(index);
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }
}
