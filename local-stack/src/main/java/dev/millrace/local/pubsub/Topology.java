package dev.millrace.local.pubsub;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import com.google.pubsub.v1.DeadLetterPolicy;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.RetryPolicy;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The product's topics and subscriptions. Immutable.
 *
 * @param routes made in this order
 */
public record Topology(List<Route> routes) {
  private static final int DELIVERY_ATTEMPTS = 5;
  private static final int ACK_DEADLINE_SECONDS = 10;
  private static final int PATIENCE_SECONDS = 30;

  /** A topic with its subscription, and where that one's dead letters go. */
  public record Route(
      String topic, String subscription, String deadLetterTopic, String deadLetterSubscription) {
    private static Route named(String topic, String subscription, String stem) {
      return new Route(topic, subscription, stem + "-dlq", stem + "-dlq-sub");
    }
  }

  /** Copies the routes. */
  public Topology {
    routes = List.copyOf(routes);
  }

  /** Content requests, agent runs and scheduler ticks under their usual names. */
  public static Topology standard() {
    return withContent("content-generation-requests", "content-generation-sub");
  }

  /** As {@link #standard}, with other names of the content topic and its subscription. */
  public static Topology withContent(String topic, String subscription) {
    return new Topology(
        List.of(
            Route.named(topic, subscription, "content-generation"),
            Route.named("agent-runs", "agent-runs-sub", "agent-runs"),
            Route.named("scheduler-ticks", "scheduler-ticks-sub", "scheduler-ticks")));
  }

  /**
   * Makes what is missing and leaves alone what is there, so it may be repeated. Waits up to 30 s
   * per call for the host to come up.
   *
   * @param host host and port of an emulator, without TLS or credentials
   * @param project the project id
   * @param backoff of the three working subscriptions; their dead-letter subscriptions have none
   * @throws StatusRuntimeException as the host answers, UNAVAILABLE or DEADLINE_EXCEEDED if it does
   *     not
   */
  public void ensure(String host, String project, RetryBackoff backoff) {
    ManagedChannel channel = NettyChannelBuilder.forTarget(host).usePlaintext().build();
    try {
      Admin admin = new Admin(channel, "projects/" + project);
      routes.forEach(route -> admin.make(route, backoff));
    } finally {
      channel.shutdownNow();
    }
  }

  private record Admin(ManagedChannel channel, String project) {
    void make(Route route, RetryBackoff backoff) {
      makeTopic(route.deadLetterTopic());
      makeSubscription(plain(route.deadLetterTopic(), route.deadLetterSubscription()));
      makeTopic(route.topic());
      makeSubscription(working(route, backoff));
    }

    private void makeTopic(String id) {
      Topic topic = Topic.newBuilder().setName(topicName(id)).build();
      PublisherGrpc.PublisherBlockingStub publisher =
          PublisherGrpc.newBlockingStub(channel)
              .withWaitForReady()
              .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
      unlessThere(() -> publisher.createTopic(topic));
    }

    private void makeSubscription(Subscription subscription) {
      SubscriberGrpc.SubscriberBlockingStub subscriber =
          SubscriberGrpc.newBlockingStub(channel)
              .withWaitForReady()
              .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
      unlessThere(() -> subscriber.createSubscription(subscription));
    }

    private Subscription plain(String topic, String subscription) {
      return Subscription.newBuilder()
          .setName(project + "/subscriptions/" + subscription)
          .setTopic(topicName(topic))
          .setAckDeadlineSeconds(ACK_DEADLINE_SECONDS)
          .build();
    }

    private Subscription working(Route route, RetryBackoff backoff) {
      return plain(route.topic(), route.subscription()).toBuilder()
          .setDeadLetterPolicy(
              DeadLetterPolicy.newBuilder()
                  .setDeadLetterTopic(topicName(route.deadLetterTopic()))
                  .setMaxDeliveryAttempts(DELIVERY_ATTEMPTS))
          .setRetryPolicy(
              RetryPolicy.newBuilder()
                  .setMinimumBackoff(proto(backoff.minimum()))
                  .setMaximumBackoff(proto(backoff.maximum())))
          .build();
    }

    private String topicName(String id) {
      return project + "/topics/" + id;
    }

    private static Duration proto(java.time.Duration duration) {
      return Durations.fromNanos(duration.toNanos());
    }

    private static void unlessThere(Runnable creation) {
      try {
        creation.run();
      } catch (StatusRuntimeException refusal) {
        if (refusal.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
          throw refusal;
        }
      }
    }
  }
}
