package dev.millrace.local.pubsub;

import com.google.protobuf.Timestamp;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.Topic;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A topic and the subscriptions that get its messages. Thread-safe. */
final class LiveTopic {
  private final List<LiveSubscription> subscriptions = new CopyOnWriteArrayList<>();
  private final Stamps stamps;
  private volatile Topic form;
  private boolean deleted;

  LiveTopic(Topic form, Stamps stamps) {
    this.form = form;
    this.stamps = stamps;
  }

  Topic form() {
    return form;
  }

  void change(Topic changed) {
    form = changed;
  }

  /** False if the topic was deleted meanwhile. */
  synchronized boolean attach(LiveSubscription subscription) {
    return !deleted && subscriptions.add(subscription);
  }

  void detach(LiveSubscription subscription) {
    subscriptions.remove(subscription);
  }

  int subscriptionCount() {
    return subscriptions.size();
  }

  List<String> subscriptionNames() {
    return subscriptions.stream().map(subscription -> subscription.form().getName()).toList();
  }

  /**
   * Stamps the messages with ids and the time, gives them to every subscription, returns the ids.
   */
  List<String> publish(List<PubsubMessage> messages) {
    Timestamp now = stamps.now();
    List<PubsubMessage> stamped =
        messages.stream()
            .map(
                message ->
                    message.toBuilder()
                        .setMessageId(stamps.nextMessageId())
                        .setPublishTime(now)
                        .build())
            .toList();
    subscriptions.forEach(subscription -> subscription.add(stamped));
    return stamped.stream().map(PubsubMessage::getMessageId).toList();
  }

  synchronized void delete() {
    deleted = true;
    subscriptions.forEach(LiveSubscription::topicDeleted);
    subscriptions.clear();
  }
}
