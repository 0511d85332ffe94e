package dev.millrace.faults;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.TopicName;
import dev.millrace.security.Tokens;
import dev.millrace.testing.ContentRequestJson;
import dev.millrace.testing.MigratedDatabase;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Asks for content by both ways in, and keeps its own record of what it was promised. */
final class Producer implements AutoCloseable {
  private static final List<String> TOPICS =
      List.of("Python Basics", "Rivers", "Fractions", "Photosynthesis", "The Silk Road", "Poetry");
  private static final List<String> FORMATS = List.of("lesson", "quiz", "summary", "flashcards");
  private static final String TOKEN =
      Tokens.of("default", "requests:read requests:write dead-letters:read dead-letters:write");
  // A documented limit of one publish request.
  private static final int MOST_MESSAGES = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final String run;
  private final SplittableRandom chances;
  private final ManagedChannel channel;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Set<String> byRest = ConcurrentHashMap.newKeySet();
  private final Set<String> byBroker = ConcurrentHashMap.newKeySet();
  private int asked;

  Producer(String run, SplittableRandom chances, String broker) {
    this.run = run;
    this.chances = chances;
    this.channel = ManagedChannelBuilder.forTarget(broker).usePlaintext().build();
  }

  /** The correlation ids that agents-api accepted. */
  Set<String> acceptedByRest() {
    return new TreeSet<>(byRest);
  }

  /** The correlation ids of messages that Pub/Sub accepted. */
  Set<String> acceptedByBroker() {
    return new TreeSet<>(byBroker);
  }

  /** Publishes so many messages as a foreign producer does. */
  void publish(int count) {
    List<ContentRequestJson> documents = documents(count);
    for (int from = 0; from < count; from += MOST_MESSAGES) {
      publish(documents.subList(from, Math.min(from + MOST_MESSAGES, count)));
    }
  }

  /** Publishes so many runs of pictures, and answers their correlation ids. */
  Set<String> publishRuns(int count) {
    PublishRequest.Builder request =
        PublishRequest.newBuilder()
            .setTopic(TopicName.of(MigratedDatabase.PROJECT, "agent-runs").toString());
    Set<String> names = new TreeSet<>();
    for (int number = 0; number < count; number++) {
      String name = run + "-run-" + number;
      names.add(name);
      request.addMessages(
          PubsubMessage.newBuilder()
              .setData(
                  ByteString.copyFromUtf8(
                      "{\"correlation_id\": \"%s\", \"prompt\": \"A red scarf, number %d\"}"
                          .formatted(name, number))));
    }
    PublisherGrpc.newBlockingStub(channel).publish(request.build());
    return names;
  }

  private void publish(List<ContentRequestJson> documents) {
    PublishRequest.Builder request =
        PublishRequest.newBuilder()
            .setTopic(
                TopicName.of(MigratedDatabase.PROJECT, "content-generation-requests").toString());
    documents.forEach(
        document ->
            request.addMessages(
                PubsubMessage.newBuilder().setData(ByteString.copyFrom(document.bytes()))));
    PublisherGrpc.newBlockingStub(channel).publish(request.build());
    documents.forEach(document -> byBroker.add(correlation(document)));
  }

  /** Posts so many requests once each, a few at a time; answers what was heard. */
  List<Answer> post(URI address, int count, int atOnce) {
    return each(documents(count), atOnce, document -> () -> post(address, document));
  }

  /** Posts so many requests, each again and again until it is accepted, as a good client does. */
  void postUntilAccepted(URI address, int count) {
    each(
        documents(count),
        8,
        document ->
            () ->
                await("acceptance")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> post(address, document), Answer::isAccepted));
  }

  @Override
  public void close() {
    client.shutdownNow();
    channel.shutdownNow();
  }

  private Answer post(URI address, ContentRequestJson document) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(60))
            .POST(BodyPublishers.ofByteArray(document.bytes()))
            .build();
    try {
      Answer answer = Answer.of(client.send(request, BodyHandlers.discarding()));
      if (answer.isAccepted()) {
        byRest.add(correlation(document));
      }
      return answer;
    } catch (IOException broken) {
      return Answer.NONE;
    }
  }

  private static <T> List<T> each(
      List<ContentRequestJson> documents,
      int atOnce,
      Function<ContentRequestJson, Callable<T>> call) {
    try (ExecutorService callers = Executors.newFixedThreadPool(atOnce)) {
      List<T> answers = new ArrayList<>();
      for (Future<T> future : callers.invokeAll(documents.stream().map(call).toList())) {
        answers.add(future.resultNow());
      }
      return answers;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private synchronized List<ContentRequestJson> documents(int count) {
    int first = asked;
    asked += count;
    return IntStream.range(first, asked)
        .mapToObj(
            number ->
                ContentRequestJson.valid()
                    .with("correlation_id", run + "-" + number)
                    .with("topic", TOPICS.get(chances.nextInt(TOPICS.size())))
                    .with("format", FORMATS.get(chances.nextInt(FORMATS.size()))))
        .toList();
  }

  private static String correlation(ContentRequestJson document) {
    return document.node().path("correlation_id").asText();
  }
}
