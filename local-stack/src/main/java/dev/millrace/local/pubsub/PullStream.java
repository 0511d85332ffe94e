package dev.millrace.local.pubsub;

import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The sending half of one StreamingPull.
 *
 * <p>Source of flow control: the comments of {@code StreamingPullRequest} in {@code
 * google/pubsub/v1/pubsub.proto}; a limit of zero or less is none.
 */
final class PullStream extends Consumer {
  private static final int BATCH_MESSAGES = 500;

  private final ServerCallStreamObserver<StreamingPullResponse> responses;
  private final long maximumMessages;
  private final long maximumBytes;
  private volatile long leaseNanos;
  private boolean ended;

  PullStream(
      ServerCallStreamObserver<StreamingPullResponse> responses, StreamingPullRequest initial) {
    super(BATCH_MESSAGES);
    this.responses = responses;
    this.maximumMessages = orUnlimited(initial.getMaxOutstandingMessages());
    this.maximumBytes = orUnlimited(initial.getMaxOutstandingBytes());
    leaseSeconds(initial.getStreamAckDeadlineSeconds());
  }

  private static long orUnlimited(long limit) {
    return limit <= 0 ? Long.MAX_VALUE : limit;
  }

  void leaseSeconds(int seconds) {
    leaseNanos = TimeUnit.SECONDS.toNanos(seconds);
  }

  @Override
  long leaseNanos(int subscriptionDeadlineSeconds) {
    return leaseNanos;
  }

  @Override
  boolean isReady() {
    return responses.isReady();
  }

  @Override
  boolean admits(int messages, long bytes) {
    return messages <= maximumMessages && bytes <= maximumBytes;
  }

  @Override
  synchronized boolean deliver(List<ReceivedMessage> messages) {
    if (ended || responses.isCancelled()) {
      return false;
    }
    try {
      responses.onNext(StreamingPullResponse.newBuilder().addAllReceivedMessages(messages).build());
      return true;
    } catch (StatusRuntimeException | IllegalStateException closedMeanwhile) {
      return false;
    }
  }

  @Override
  synchronized void end(StatusRuntimeException reason) {
    if (!ended) {
      ended = true;
      responses.onError(reason);
    }
  }

  synchronized void complete() {
    if (!ended) {
      ended = true;
      responses.onCompleted();
    }
  }
}
