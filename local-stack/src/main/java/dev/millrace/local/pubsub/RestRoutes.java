package dev.millrace.local.pubsub;

import static io.netty.handler.codec.http.HttpMethod.DELETE;
import static io.netty.handler.codec.http.HttpMethod.GET;
import static io.netty.handler.codec.http.HttpMethod.PATCH;
import static io.netty.handler.codec.http.HttpMethod.POST;
import static io.netty.handler.codec.http.HttpMethod.PUT;

import com.google.protobuf.Message;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.DeleteSubscriptionRequest;
import com.google.pubsub.v1.DeleteTopicRequest;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.GetTopicRequest;
import com.google.pubsub.v1.ListSubscriptionsRequest;
import com.google.pubsub.v1.ListTopicSubscriptionsRequest;
import com.google.pubsub.v1.ListTopicsRequest;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.ModifyPushConfigRequest;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import com.google.pubsub.v1.UpdateSubscriptionRequest;
import com.google.pubsub.v1.UpdateTopicRequest;
import io.grpc.StatusRuntimeException;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The REST face: paths and bodies as the {@code google.api.http} annotations of {@code
 * google/pubsub/v1/pubsub.proto} give them.
 */
final class RestRoutes {
  private static final String TOPIC = "(projects/[^/]+/topics/[^/:]+)";
  private static final String SUBSCRIPTION = "(projects/[^/]+/subscriptions/[^/:]+)";

  private final Topics topics;
  private final Subscriptions subscriptions;
  private final Faults faults;
  private final List<Route> routes;

  private record Route(
      HttpMethod method,
      Pattern path,
      Function<RestCall, CompletableFuture<? extends Message>> answer) {}

  RestRoutes(Topics topics, Subscriptions subscriptions, Faults faults) {
    this.topics = topics;
    this.subscriptions = subscriptions;
    this.faults = faults;
    this.routes =
        List.of(
            now(PUT, TOPIC, this::createTopic),
            now(GET, TOPIC, this::getTopic),
            now(PATCH, TOPIC, this::updateTopic),
            now(DELETE, TOPIC, this::deleteTopic),
            now(GET, "(projects/[^/]+)/topics", this::listTopics),
            now(GET, TOPIC + "/subscriptions", this::listTopicSubscriptions),
            now(POST, TOPIC + ":publish", this::publish),
            now(PUT, SUBSCRIPTION, this::createSubscription),
            now(GET, SUBSCRIPTION, this::getSubscription),
            now(PATCH, SUBSCRIPTION, this::updateSubscription),
            now(DELETE, SUBSCRIPTION, this::deleteSubscription),
            now(GET, "(projects/[^/]+)/subscriptions", this::listSubscriptions),
            now(POST, SUBSCRIPTION + ":acknowledge", this::acknowledge),
            now(POST, SUBSCRIPTION + ":modifyAckDeadline", this::modifyAckDeadline),
            now(POST, SUBSCRIPTION + ":modifyPushConfig", this::modifyPushConfig),
            new Route(POST, path(SUBSCRIPTION + ":pull"), this::pull));
  }

  /** Answers in full, later, or with a refusal. Never throws. */
  CompletableFuture<? extends Message> answer(HttpMethod method, String uri, String json) {
    try {
      QueryStringDecoder decoded = new QueryStringDecoder(uri);
      refuseIfTold(decoded.path());
      for (Route route : routes) {
        Matcher matcher = route.path().matcher(decoded.path());
        if (route.method().equals(method) && matcher.matches()) {
          return route.answer().apply(new RestCall(matcher.group(1), decoded.parameters(), json));
        }
      }
      throw Refusal.unimplemented(method + " " + decoded.path());
    } catch (StatusRuntimeException refusal) {
      return CompletableFuture.failedFuture(refusal);
    } catch (IllegalArgumentException malformed) {
      return CompletableFuture.failedFuture(Refusal.invalid("Malformed request: " + malformed));
    }
  }

  private void refuseIfTold(String path) {
    StatusRuntimeException refusal = faults.refusal(path.endsWith(":publish"));
    if (refusal != null) {
      throw refusal;
    }
  }

  private static Route now(HttpMethod method, String path, Function<RestCall, Message> answer) {
    return new Route(method, path(path), answer.andThen(CompletableFuture::completedFuture)::apply);
  }

  private static Pattern path(String path) {
    return Pattern.compile("/v1/" + path);
  }

  private Message createTopic(RestCall call) {
    return topics.create(call.body(Topic.newBuilder()).setName(call.resource()).build());
  }

  private Message getTopic(RestCall call) {
    return topics.get(GetTopicRequest.newBuilder().setTopic(call.resource()).build());
  }

  private Message updateTopic(RestCall call) {
    UpdateTopicRequest.Builder request = call.body(UpdateTopicRequest.newBuilder());
    request.getTopicBuilder().setName(call.resource());
    return topics.update(request.build());
  }

  private Message deleteTopic(RestCall call) {
    return topics.delete(DeleteTopicRequest.newBuilder().setTopic(call.resource()).build());
  }

  private Message listTopics(RestCall call) {
    return topics.list(
        ListTopicsRequest.newBuilder()
            .setProject(call.resource())
            .setPageSize(call.pageSize())
            .setPageToken(call.pageToken())
            .build());
  }

  private Message listTopicSubscriptions(RestCall call) {
    return topics.listSubscriptions(
        ListTopicSubscriptionsRequest.newBuilder()
            .setTopic(call.resource())
            .setPageSize(call.pageSize())
            .setPageToken(call.pageToken())
            .build());
  }

  private Message publish(RestCall call) {
    return topics.publish(call.body(PublishRequest.newBuilder()).setTopic(call.resource()).build());
  }

  private Message createSubscription(RestCall call) {
    return subscriptions.create(
        call.body(Subscription.newBuilder()).setName(call.resource()).build());
  }

  private Message getSubscription(RestCall call) {
    return subscriptions.get(
        GetSubscriptionRequest.newBuilder().setSubscription(call.resource()).build());
  }

  private Message updateSubscription(RestCall call) {
    UpdateSubscriptionRequest.Builder request = call.body(UpdateSubscriptionRequest.newBuilder());
    request.getSubscriptionBuilder().setName(call.resource());
    return subscriptions.update(request.build());
  }

  private Message deleteSubscription(RestCall call) {
    return subscriptions.delete(
        DeleteSubscriptionRequest.newBuilder().setSubscription(call.resource()).build());
  }

  private Message listSubscriptions(RestCall call) {
    return subscriptions.list(
        ListSubscriptionsRequest.newBuilder()
            .setProject(call.resource())
            .setPageSize(call.pageSize())
            .setPageToken(call.pageToken())
            .build());
  }

  private CompletableFuture<? extends Message> pull(RestCall call) {
    return subscriptions.pull(
        call.body(PullRequest.newBuilder()).setSubscription(call.resource()).build());
  }

  private Message acknowledge(RestCall call) {
    return subscriptions.acknowledge(
        call.body(AcknowledgeRequest.newBuilder()).setSubscription(call.resource()).build());
  }

  private Message modifyAckDeadline(RestCall call) {
    return subscriptions.modifyAckDeadline(
        call.body(ModifyAckDeadlineRequest.newBuilder()).setSubscription(call.resource()).build());
  }

  private Message modifyPushConfig(RestCall call) {
    return subscriptions.modifyPushConfig(
        call.body(ModifyPushConfigRequest.newBuilder()).setSubscription(call.resource()).build());
  }
}
