package dev.millrace.local.pubsub;

import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.ReceivedMessage;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A unary pull that waits for its first message. */
final class LongPull extends Consumer {
  private static final int LARGEST_BATCH = 1000;
  private static final long PATIENCE_SECONDS = 90;

  private final CompletableFuture<PullResponse> answer = new CompletableFuture<>();

  private LongPull(int maximum) {
    super(maximum);
  }

  static CompletableFuture<PullResponse> of(LiveSubscription subscription, PullRequest request) {
    int maximum = Math.min(request.getMaxMessages(), LARGEST_BATCH);
    List<ReceivedMessage> ready = subscription.take(maximum);
    if (!ready.isEmpty() || returnsImmediately(request)) {
      return CompletableFuture.completedFuture(response(ready));
    }
    LongPull pull = new LongPull(maximum);
    subscription.join(pull);
    pull.answer.completeOnTimeout(response(List.of()), PATIENCE_SECONDS, TimeUnit.SECONDS);
    var _ = pull.answer.whenComplete((_, _) -> subscription.leave(pull));
    return pull.answer;
  }

  @SuppressWarnings("deprecation") // clients and gcloud still ask for it
  private static boolean returnsImmediately(PullRequest request) {
    return request.getReturnImmediately();
  }

  private static PullResponse response(List<ReceivedMessage> messages) {
    return PullResponse.newBuilder().addAllReceivedMessages(messages).build();
  }

  @Override
  long leaseNanos(int subscriptionDeadlineSeconds) {
    return TimeUnit.SECONDS.toNanos(subscriptionDeadlineSeconds);
  }

  @Override
  boolean isReady() {
    return !answer.isDone();
  }

  @Override
  boolean admits(int messages, long bytes) {
    return true;
  }

  @Override
  boolean deliver(List<ReceivedMessage> messages) {
    return answer.complete(response(messages));
  }

  @Override
  void end(StatusRuntimeException reason) {
    answer.completeExceptionally(reason);
  }
}
