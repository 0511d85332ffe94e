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
import com.google.pubsub.v1.PublisherGrpc.PublisherImplBase;
import com.google.pubsub.v1.Topic;
import com.google.pubsub.v1.UpdateTopicRequest;
import io.grpc.stub.StreamObserver;

/** {@code google.pubsub.v1.Publisher}; methods not here answer UNIMPLEMENTED with their name. */
final class PublisherService extends PublisherImplBase {
  private final Topics topics;

  PublisherService(Topics topics) {
    this.topics = topics;
  }

  @Override
  public void createTopic(Topic request, StreamObserver<Topic> responses) {
    Answer.with(responses, () -> topics.create(request));
  }

  @Override
  public void getTopic(GetTopicRequest request, StreamObserver<Topic> responses) {
    Answer.with(responses, () -> topics.get(request));
  }

  @Override
  public void updateTopic(UpdateTopicRequest request, StreamObserver<Topic> responses) {
    Answer.with(responses, () -> topics.update(request));
  }

  @Override
  public void listTopics(ListTopicsRequest request, StreamObserver<ListTopicsResponse> responses) {
    Answer.with(responses, () -> topics.list(request));
  }

  @Override
  public void listTopicSubscriptions(
      ListTopicSubscriptionsRequest request,
      StreamObserver<ListTopicSubscriptionsResponse> responses) {
    Answer.with(responses, () -> topics.listSubscriptions(request));
  }

  @Override
  public void deleteTopic(DeleteTopicRequest request, StreamObserver<Empty> responses) {
    Answer.with(responses, () -> topics.delete(request));
  }

  @Override
  public void publish(PublishRequest request, StreamObserver<PublishResponse> responses) {
    Answer.with(responses, () -> topics.publish(request));
  }
}
