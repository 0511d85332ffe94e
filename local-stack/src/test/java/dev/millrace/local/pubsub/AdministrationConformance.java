package dev.millrace.local.pubsub;

import static dev.millrace.local.pubsub.PubSubClient.deadLetterPolicy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Durations;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.DeleteSubscriptionRequest;
import com.google.pubsub.v1.DeleteTopicRequest;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.GetTopicRequest;
import com.google.pubsub.v1.ListTopicSubscriptionsRequest;
import com.google.pubsub.v1.ListTopicsRequest;
import com.google.pubsub.v1.ListTopicsResponse;
import com.google.pubsub.v1.RetryPolicy;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import com.google.pubsub.v1.UpdateSubscriptionRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real service documents about topics and subscriptions, for any host. */
abstract class AdministrationConformance {
  private PubSubClient client;

  abstract String host();

  @BeforeEach
  void connect() {
    client = new PubSubClient(host());
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void aTopicIsMadeOnceAndGoneOnceDeleted() {
    String topic = client.makeTopic("orders");
    assertThat(get(topic).getName()).isEqualTo(topic);
    refuses(Status.Code.ALREADY_EXISTS, () -> client.makeTopic("orders"));

    deleteTopic(topic);

    refuses(Status.Code.NOT_FOUND, () -> get(topic));
    refuses(Status.Code.NOT_FOUND, () -> deleteTopic(topic));
    refuses(Status.Code.NOT_FOUND, () -> client.publishTexts(topic, 1));
  }

  @Test
  void aSubscriptionIsMadeOnceAndGoneOnceDeleted() {
    String topic = client.makeTopic("orders");
    String subscription = client.makeSubscription("billing", topic);
    assertThat(getSubscription(subscription).getTopic()).isEqualTo(topic);
    refuses(Status.Code.ALREADY_EXISTS, () -> client.makeSubscription("billing", topic));

    var _ =
        client
            .subscriber()
            .deleteSubscription(
                DeleteSubscriptionRequest.newBuilder().setSubscription(subscription).build());

    refuses(Status.Code.NOT_FOUND, () -> getSubscription(subscription));
    refuses(Status.Code.NOT_FOUND, () -> client.pullNow(subscription, 1));
    refuses(
        Status.Code.NOT_FOUND,
        () ->
            client
                .subscriber()
                .acknowledge(
                    AcknowledgeRequest.newBuilder()
                        .setSubscription(subscription)
                        .addAckIds("x")
                        .build()));
  }

  @Test
  void aSubscriptionNeedsItsTopic() {
    refuses(
        Status.Code.NOT_FOUND,
        () -> client.makeSubscription("billing", client.topicName("missing")));
  }

  @Test
  void aSubscriptionOutlivesItsTopicUnderAnotherName() {
    String topic = client.makeTopic("orders");
    String subscription = client.makeSubscription("billing", topic);
    client.publishTexts(topic, 1);
    deleteTopic(topic);

    assertThat(getSubscription(subscription).getTopic()).isEqualTo("_deleted-topic_");
    assertThat(client.pull(subscription, 1)).hasSize(1);
  }

  @Test
  void fillsInTheDefaults() {
    String topic = client.makeTopic("orders");
    Subscription.Builder asked =
        client
            .subscription("billing", topic)
            .setAckDeadlineSeconds(0)
            .setDeadLetterPolicy(deadLetterPolicy(topic, 0));
    Subscription made = getSubscription(client.makeSubscription(asked));

    assertThat(made.getAckDeadlineSeconds()).isEqualTo(10);
    assertThat(made.getDeadLetterPolicy().getMaxDeliveryAttempts()).isEqualTo(5);
  }

  @Test
  void pagesThroughTopics() {
    List<String> made =
        List.of(client.makeTopic("aaa"), client.makeTopic("bbb"), client.makeTopic("ccc"));
    List<String> listed = new ArrayList<>();
    String token = "";
    do {
      ListTopicsResponse page = listTopics(2, token);
      assertThat(page.getTopicsCount()).isLessThanOrEqualTo(2);
      page.getTopicsList().forEach(topic -> listed.add(topic.getName()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());

    assertThat(listed).containsExactlyInAnyOrderElementsOf(made);
  }

  @Test
  void listsTheSubscriptionsOfATopic() {
    String topic = client.makeTopic("orders");
    String other = client.makeTopic("others");
    String subscription = client.makeSubscription("billing", topic);
    client.makeSubscription("other-sub", other);

    assertThat(
            client
                .publisher()
                .listTopicSubscriptions(
                    ListTopicSubscriptionsRequest.newBuilder().setTopic(topic).build())
                .getSubscriptionsList())
        .containsExactly(subscription);
  }

  @Test
  void updatesWhatTheMaskNames() {
    String topic = client.makeTopic("orders");
    String subscription = client.makeSubscription("billing", topic);
    Subscription wanted =
        Subscription.newBuilder().setName(subscription).setAckDeadlineSeconds(30).build();
    UpdateSubscriptionRequest request =
        UpdateSubscriptionRequest.newBuilder()
            .setSubscription(wanted)
            .setUpdateMask(FieldMask.newBuilder().addPaths("ack_deadline_seconds"))
            .build();

    assertThat(client.subscriber().updateSubscription(request).getAckDeadlineSeconds())
        .isEqualTo(30);
    assertThat(getSubscription(subscription).getTopic()).isEqualTo(topic);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 101})
  void refusesDeadLetterAttemptsOutOfBounds(int attempts) {
    String topic = client.makeTopic("orders");
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(
            () ->
                client.makeSubscription(
                    client
                        .subscription("billing", topic)
                        .setDeadLetterPolicy(deadLetterPolicy(topic, attempts))))
        .satisfies(
            refusal ->
                assertThat(refusal.getStatus().getCode())
                    .isIn(Status.Code.INVALID_ARGUMENT, Status.Code.OUT_OF_RANGE));
  }

  @Test
  void refusesAMissingDeadLetterTopic() {
    String topic = client.makeTopic("orders");
    refuses(
        Status.Code.NOT_FOUND,
        () ->
            client.makeSubscription(
                client
                    .subscription("billing", topic)
                    .setDeadLetterPolicy(deadLetterPolicy(client.topicName("missing"), 5))));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 601})
  void refusesAnAckDeadlineOutOfBounds(int seconds) {
    String topic = client.makeTopic("orders");
    refuses(
        Status.Code.INVALID_ARGUMENT,
        () ->
            client.makeSubscription(
                client.subscription("billing", topic).setAckDeadlineSeconds(seconds)));
  }

  @Test
  void refusesABackoffOutOfBounds() {
    String topic = client.makeTopic("orders");
    RetryPolicy policy =
        RetryPolicy.newBuilder().setMaximumBackoff(Durations.fromSeconds(601)).build();
    refuses(
        Status.Code.INVALID_ARGUMENT,
        () ->
            client.makeSubscription(client.subscription("billing", topic).setRetryPolicy(policy)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab", "1abc", "goog-topic", "with space"})
  void refusesANameOutOfTheRules(String id) {
    refuses(Status.Code.INVALID_ARGUMENT, () -> client.makeTopic(id));
  }

  @Test
  void refusesAStreamOnAMissingSubscription() {
    try (TestStream stream = client.stream(client.subscriptionName("missing"))) {
      assertThat(stream.status().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 601})
  void refusesAStreamDeadlineOutOfBounds(int seconds) {
    String subscription = client.makeSubscription("billing", client.makeTopic("orders"));
    StreamingPullRequest initial =
        TestStream.initial(subscription, 0, 0).setStreamAckDeadlineSeconds(seconds).build();
    try (TestStream stream = TestStream.open(client, initial)) {
      assertThat(stream.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  private Topic get(String topic) {
    return client.publisher().getTopic(GetTopicRequest.newBuilder().setTopic(topic).build());
  }

  private Subscription getSubscription(String subscription) {
    return client
        .subscriber()
        .getSubscription(GetSubscriptionRequest.newBuilder().setSubscription(subscription).build());
  }

  private void deleteTopic(String topic) {
    var _ = client.publisher().deleteTopic(DeleteTopicRequest.newBuilder().setTopic(topic).build());
  }

  private ListTopicsResponse listTopics(int size, String token) {
    return client
        .publisher()
        .listTopics(
            ListTopicsRequest.newBuilder()
                .setProject(client.project)
                .setPageSize(size)
                .setPageToken(token)
                .build());
  }

  private static void refuses(Status.Code code, Runnable call) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call::run)
        .satisfies(refusal -> assertThat(refusal.getStatus().getCode()).isEqualTo(code));
  }
}
