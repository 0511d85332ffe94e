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
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberImplBase;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.UpdateSubscriptionRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code google.pubsub.v1.Subscriber}; methods not here answer UNIMPLEMENTED with their name. */
final class SubscriberService extends SubscriberImplBase {
  private final Subscriptions subscriptions;

  SubscriberService(Subscriptions subscriptions) {
    this.subscriptions = subscriptions;
  }

  @Override
  public void createSubscription(Subscription request, StreamObserver<Subscription> responses) {
    Answer.with(responses, () -> subscriptions.create(request));
  }

  @Override
  public void getSubscription(
      GetSubscriptionRequest request, StreamObserver<Subscription> responses) {
    Answer.with(responses, () -> subscriptions.get(request));
  }

  @Override
  public void updateSubscription(
      UpdateSubscriptionRequest request, StreamObserver<Subscription> responses) {
    Answer.with(responses, () -> subscriptions.update(request));
  }

  @Override
  public void listSubscriptions(
      ListSubscriptionsRequest request, StreamObserver<ListSubscriptionsResponse> responses) {
    Answer.with(responses, () -> subscriptions.list(request));
  }

  @Override
  public void deleteSubscription(
      DeleteSubscriptionRequest request, StreamObserver<Empty> responses) {
    Answer.with(responses, () -> subscriptions.delete(request));
  }

  @Override
  public void modifyPushConfig(ModifyPushConfigRequest request, StreamObserver<Empty> responses) {
    Answer.with(responses, () -> subscriptions.modifyPushConfig(request));
  }

  @Override
  public void acknowledge(AcknowledgeRequest request, StreamObserver<Empty> responses) {
    Answer.with(responses, () -> subscriptions.acknowledge(request));
  }

  @Override
  public void modifyAckDeadline(ModifyAckDeadlineRequest request, StreamObserver<Empty> responses) {
    Answer.with(responses, () -> subscriptions.modifyAckDeadline(request));
  }

  @Override
  public void pull(PullRequest request, StreamObserver<PullResponse> responses) {
    CompletableFuture<PullResponse> pull;
    try {
      pull = subscriptions.pull(request);
    } catch (StatusRuntimeException refusal) {
      responses.onError(refusal);
      return;
    }
    ((ServerCallStreamObserver<PullResponse>) responses)
        .setOnCancelHandler(() -> pull.cancel(false));
    var _ = pull.whenComplete((response, failure) -> answer(responses, response, failure));
  }

  private static void answer(
      StreamObserver<PullResponse> responses,
      @Nullable PullResponse response,
      @Nullable Throwable failure) {
    if (response != null) {
      responses.onNext(response);
      responses.onCompleted();
    } else if (failure != null && !(failure instanceof CancellationException)) {
      responses.onError(Answer.refusal(failure));
    }
  }

  @Override
  public StreamObserver<StreamingPullRequest> streamingPull(
      StreamObserver<StreamingPullResponse> responses) {
    return new StreamRequests(
        subscriptions, (ServerCallStreamObserver<StreamingPullResponse>) responses);
  }
}
