package dev.millrace.local.pubsub;

import com.google.protobuf.Empty;
import com.google.pubsub.v1.DeleteTopicRequest;
import com.google.pubsub.v1.GetTopicRequest;
import com.google.pubsub.v1.ListTopicSubscriptionsRequest;
import com.google.pubsub.v1.ListTopicSubscriptionsResponse;
import com.google.pubsub.v1.ListTopicsRequest;
import com.google.pubsub.v1.ListTopicsResponse;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublishResponse;
import com.google.pubsub.v1.Topic;
import com.google.pubsub.v1.UpdateTopicRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All topics, and what can be asked of them. Every method may refuse. Thread-safe. */
final class Topics {
  private static final Set<String> SERVED = Set.of("name", "labels", "state");

  private final Map<String, LiveTopic> topics = new ConcurrentHashMap<>();
  private final Stamps stamps;
  private final Storage storage;

  Topics(Stamps stamps, Storage storage) {
    this.stamps = stamps;
    this.storage = storage;
  }

  Optional<LiveTopic> find(String name) {
    return Optional.ofNullable(topics.get(name));
  }

  LiveTopic require(String name) {
    ResourceName.topic(name);
    return find(name).orElseThrow(() -> Refusal.notFound(name));
  }

  Topic create(Topic asked) {
    ResourceName.topic(asked.getName());
    Feature.requireOnly(asked, SERVED);
    Topic form = asked.toBuilder().clearState().build();
    if (topics.putIfAbsent(form.getName(), new LiveTopic(form, stamps)) != null) {
      throw Refusal.alreadyExists(form.getName());
    }
    return form;
  }

  Topic get(GetTopicRequest request) {
    return require(request.getTopic()).form();
  }

  Topic update(UpdateTopicRequest request) {
    LiveTopic topic = require(request.getTopic().getName());
    Topic changed =
        UpdateMask.of(request.getUpdateMask()).apply(topic.form(), request.getTopic(), SERVED);
    topic.change(changed);
    return changed;
  }

  ListTopicsResponse list(ListTopicsRequest request) {
    ResourceName.requireProject(request.getProject());
    Page page = Page.of(in(request.getProject()), request.getPageSize(), request.getPageToken());
    return ListTopicsResponse.newBuilder()
        .addAllTopics(
            page.names().stream()
                .flatMap(name -> find(name).stream())
                .map(LiveTopic::form)
                .toList())
        .setNextPageToken(page.nextToken())
        .build();
  }

  ListTopicSubscriptionsResponse listSubscriptions(ListTopicSubscriptionsRequest request) {
    List<String> names = require(request.getTopic()).subscriptionNames();
    Page page = Page.of(names, request.getPageSize(), request.getPageToken());
    return ListTopicSubscriptionsResponse.newBuilder()
        .addAllSubscriptions(page.names())
        .setNextPageToken(page.nextToken())
        .build();
  }

  Empty delete(DeleteTopicRequest request) {
    LiveTopic topic = require(request.getTopic());
    topics.remove(request.getTopic(), topic);
    topic.delete();
    return Empty.getDefaultInstance();
  }

  PublishResponse publish(PublishRequest request) {
    LiveTopic topic = require(request.getTopic());
    PublishLimits.check(request);
    storage.requireRoom((long) request.getSerializedSize() * topic.subscriptionCount());
    return PublishResponse.newBuilder()
        .addAllMessageIds(topic.publish(request.getMessagesList()))
        .build();
  }

  void clear() {
    topics.values().forEach(LiveTopic::delete);
    topics.clear();
  }

  private List<String> in(String project) {
    return topics.keySet().stream().filter(name -> name.startsWith(project + "/")).toList();
  }
}
