package dev.millrace.local.pubsub;

import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of one StreamingPull: the first request opens the stream, later ones
 * acknowledge and move deadlines. gRPC calls it from one thread at a time.
 */
final class StreamRequests implements StreamObserver<StreamingPullRequest> {
  private final Subscriptions subscriptions;
  private final ServerCallStreamObserver<StreamingPullResponse> responses;
  private volatile @Nullable Opened opened;
  private boolean refused;

  /** An open stream and what it reads. */
  private record Opened(LiveSubscription subscription, PullStream stream) {}

  StreamRequests(
      Subscriptions subscriptions, ServerCallStreamObserver<StreamingPullResponse> responses) {
    this.subscriptions = subscriptions;
    this.responses = responses;
    responses.setOnReadyHandler(this::wake);
    responses.setOnCancelHandler(this::leave);
  }

  @Override
  public void onNext(StreamingPullRequest request) {
    if (refused) {
      return;
    }
    try {
      Opened current = opened;
      if (current == null) {
        open(request);
      } else {
        follow(current, request);
      }
    } catch (StatusRuntimeException refusal) {
      refuse(refusal);
    }
  }

  @Override
  public void onError(Throwable cause) {
    leave();
  }

  @Override
  public void onCompleted() {
    leave();
    Opened current = opened;
    if (current != null) {
      current.stream().complete();
    } else if (!refused) {
      responses.onCompleted();
    }
  }

  private void open(StreamingPullRequest initial) {
    LiveSubscription subscription = subscriptions.require(initial.getSubscription());
    requireStreamDeadline(initial.getStreamAckDeadlineSeconds());
    Opened open = new Opened(subscription, new PullStream(responses, initial));
    opened = open;
    acknowledge(open, initial);
    subscription.join(open.stream());
  }

  private static void follow(Opened open, StreamingPullRequest request) {
    requireOnlyFirst(request);
    if (request.getStreamAckDeadlineSeconds() != 0) {
      requireStreamDeadline(request.getStreamAckDeadlineSeconds());
      open.stream().leaseSeconds(request.getStreamAckDeadlineSeconds());
    }
    acknowledge(open, request);
  }

  private static void acknowledge(Opened open, StreamingPullRequest request) {
    if (request.getModifyDeadlineAckIdsCount() != request.getModifyDeadlineSecondsCount()) {
      throw Refusal.invalid(
          "modify_deadline_ack_ids and modify_deadline_seconds must have the same length.");
    }
    request.getModifyDeadlineSecondsList().forEach(Subscriptions::requireDeadline);
    if (request.getModifyDeadlineAckIdsCount() > 0) {
      open.subscription()
          .modifyDeadlines(
              request.getModifyDeadlineAckIdsList(), request.getModifyDeadlineSecondsList());
    }
    if (request.getAckIdsCount() > 0) {
      open.subscription().acknowledge(request.getAckIdsList());
    }
  }

  private static void requireOnlyFirst(StreamingPullRequest request) {
    if (!request.getSubscription().isEmpty()
        || !request.getClientId().isEmpty()
        || request.getMaxOutstandingMessages() != 0
        || request.getMaxOutstandingBytes() != 0) {
      throw Refusal.invalid(
          "subscription, client_id and flow control belong to the first request of a stream only.");
    }
  }

  private static void requireStreamDeadline(int seconds) {
    if (seconds < 10 || seconds > 600) {
      throw Refusal.invalid(
          "Invalid stream ack deadline (stream_ack_deadline_seconds=" + seconds + ").");
    }
  }

  private void refuse(StatusRuntimeException refusal) {
    refused = true;
    leave();
    Opened current = opened;
    if (current != null) {
      current.stream().end(refusal);
    } else {
      responses.onError(refusal);
    }
  }

  private void wake() {
    Opened current = opened;
    if (current != null) {
      current.subscription().wake();
    }
  }

  private void leave() {
    Opened current = opened;
    if (current != null) {
      current.subscription().leave(current.stream());
    }
  }
}
