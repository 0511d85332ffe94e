package dev.millrace.local.pubsub;

import com.google.protobuf.Empty;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.DeleteSubscriptionRequest;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.ListSubscriptionsRequest;
import com.google.pubsub.v1.ListSubscriptionsResponse;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.ModifyPushConfigRequest;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.UpdateSubscriptionRequest;
import io.grpc.StatusRuntimeException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** All subscriptions, and what can be asked of them. Every method may refuse. Thread-safe. */
final class Subscriptions {
  private static final int LARGEST_DEADLINE = 600;

  private final Map<String, LiveSubscription> subscriptions = new ConcurrentHashMap<>();
  private final Topics topics;
  private final Surroundings surroundings;

  Subscriptions(Topics topics, Surroundings surroundings) {
    this.topics = topics;
    this.surroundings = surroundings;
  }

  LiveSubscription require(String name) {
    ResourceName.subscription(name);
    return find(name).orElseThrow(() -> Refusal.notFound(name));
  }

  Subscription create(Subscription asked) {
    ResourceName.subscription(asked.getName());
    LiveTopic topic = topics.require(asked.getTopic());
    Subscription form = SubscriptionForm.complete(asked);
    requireDeadLetterTopic(form);
    LiveSubscription made = new LiveSubscription(form, surroundings);
    if (subscriptions.putIfAbsent(form.getName(), made) != null) {
      throw Refusal.alreadyExists(form.getName());
    }
    if (!topic.attach(made)) {
      subscriptions.remove(form.getName(), made);
      throw Refusal.notFound(form.getTopic());
    }
    return form;
  }

  Subscription get(GetSubscriptionRequest request) {
    return require(request.getSubscription()).form();
  }

  Subscription update(UpdateSubscriptionRequest request) {
    Subscription wanted = request.getSubscription();
    LiveSubscription subscription = require(wanted.getName());
    UpdateMask mask = UpdateMask.of(request.getUpdateMask());
    return subscription.change(
        current -> {
          Subscription changed =
              SubscriptionForm.complete(mask.apply(current, wanted, SubscriptionForm.UPDATABLE));
          requireDeadLetterTopic(changed);
          return changed;
        });
  }

  ListSubscriptionsResponse list(ListSubscriptionsRequest request) {
    ResourceName.requireProject(request.getProject());
    Page page = Page.of(in(request.getProject()), request.getPageSize(), request.getPageToken());
    List<Subscription> forms =
        page.names().stream()
            .flatMap(name -> find(name).stream())
            .map(LiveSubscription::form)
            .toList();
    return ListSubscriptionsResponse.newBuilder()
        .addAllSubscriptions(forms)
        .setNextPageToken(page.nextToken())
        .build();
  }

  Empty delete(DeleteSubscriptionRequest request) {
    LiveSubscription subscription = require(request.getSubscription());
    subscriptions.remove(request.getSubscription(), subscription);
    topics.find(subscription.form().getTopic()).ifPresent(topic -> topic.detach(subscription));
    subscription.delete();
    return Empty.getDefaultInstance();
  }

  /** Cancelling the answer withdraws the pull. */
  CompletableFuture<PullResponse> pull(PullRequest request) {
    LiveSubscription subscription = require(request.getSubscription());
    if (request.getMaxMessages() <= 0) {
      throw Refusal.invalid(
          "Invalid max_messages (max_messages=" + request.getMaxMessages() + ").");
    }
    return LongPull.of(subscription, request);
  }

  Empty acknowledge(AcknowledgeRequest request) {
    LiveSubscription subscription = require(request.getSubscription());
    requireAckIds(request.getAckIdsList());
    subscription.acknowledge(request.getAckIdsList());
    return Empty.getDefaultInstance();
  }

  Empty modifyAckDeadline(ModifyAckDeadlineRequest request) {
    LiveSubscription subscription = require(request.getSubscription());
    requireAckIds(request.getAckIdsList());
    int seconds = request.getAckDeadlineSeconds();
    requireDeadline(seconds);
    subscription.modifyDeadlines(
        request.getAckIdsList(), Collections.nCopies(request.getAckIdsCount(), seconds));
    return Empty.getDefaultInstance();
  }

  Empty modifyPushConfig(ModifyPushConfigRequest request) {
    require(request.getSubscription());
    if (!request.getPushConfig().getAllFields().isEmpty()) {
      throw Refusal.unimplemented("Subscription.push_config");
    }
    return Empty.getDefaultInstance();
  }

  void endConsumers(StatusRuntimeException reason) {
    subscriptions.values().forEach(subscription -> subscription.endConsumers(reason));
  }

  void clear() {
    List<LiveSubscription> forgotten = List.copyOf(subscriptions.values());
    subscriptions.clear();
    forgotten.forEach(LiveSubscription::delete);
  }

  static void requireDeadline(int seconds) {
    if (seconds < 0 || seconds > LARGEST_DEADLINE) {
      throw Refusal.invalid("Invalid ack deadline given (ack_deadline_seconds=" + seconds + ").");
    }
  }

  private static void requireAckIds(List<String> ackIds) {
    if (ackIds.isEmpty() || ackIds.contains("")) {
      throw Refusal.invalid("No ack ids specified.");
    }
  }

  private void requireDeadLetterTopic(Subscription form) {
    if (form.hasDeadLetterPolicy()) {
      topics.require(form.getDeadLetterPolicy().getDeadLetterTopic());
    }
  }

  private Optional<LiveSubscription> find(String name) {
    return Optional.ofNullable(subscriptions.get(name));
  }

  private List<String> in(String project) {
    return subscriptions.keySet().stream().filter(name -> name.startsWith(project + "/")).toList();
  }
}
