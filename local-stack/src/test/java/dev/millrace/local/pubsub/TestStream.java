package dev.millrace.local.pubsub;

import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One StreamingPull by a plain stub, which acknowledges nothing unless told to. */
final class TestStream
    implements ClientResponseObserver<StreamingPullRequest, StreamingPullResponse>, AutoCloseable {
  private final List<ReceivedMessage> received = new CopyOnWriteArrayList<>();
  private final Semaphore arrivals = new Semaphore(0);
  private final CompletableFuture<Status> ended = new CompletableFuture<>();
  private final CompletableFuture<ClientCallStreamObserver<StreamingPullRequest>> requests =
      new CompletableFuture<>();

  static StreamingPullRequest.Builder initial(
      String subscription, long maximumMessages, long maximumBytes) {
    return StreamingPullRequest.newBuilder()
        .setSubscription(subscription)
        .setStreamAckDeadlineSeconds(PubSubClient.LONGEST_DEADLINE_SECONDS)
        .setMaxOutstandingMessages(maximumMessages)
        .setMaxOutstandingBytes(maximumBytes);
  }

  static TestStream open(PubSubClient client, StreamingPullRequest initial) {
    TestStream stream = new TestStream();
    client.streams().streamingPull(stream).onNext(initial);
    return stream;
  }

  List<ReceivedMessage> received() {
    return received;
  }

  List<String> texts() {
    return received.stream().map(PubSubClient::text).toList();
  }

  /** Returns as soon as one more message is there than it was called for before. */
  void awaitNext() {
    try {
      if (!arrivals.tryAcquire(60, TimeUnit.SECONDS)) {
        throw new AssertionError("No further message came");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  void send(StreamingPullRequest request) {
    requests.join().onNext(request);
  }

  void acknowledge(List<ReceivedMessage> messages) {
    send(
        StreamingPullRequest.newBuilder()
            .addAllAckIds(messages.stream().map(ReceivedMessage::getAckId).toList())
            .build());
  }

  void modifyDeadline(ReceivedMessage message, int seconds) {
    send(
        StreamingPullRequest.newBuilder()
            .addModifyDeadlineAckIds(message.getAckId())
            .addModifyDeadlineSeconds(seconds)
            .build());
  }

  void halfClose() {
    requests.join().onCompleted();
  }

  /** How the stream ended, once it has. */
  Status status() {
    return ended.orTimeout(60, TimeUnit.SECONDS).join();
  }

  boolean isOpen() {
    return !ended.isDone();
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<StreamingPullRequest> requestStream) {
    requests.complete(requestStream);
  }

  @Override
  public void onNext(StreamingPullResponse response) {
    received.addAll(response.getReceivedMessagesList());
    arrivals.release(response.getReceivedMessagesCount());
  }

  @Override
  public void onError(Throwable cause) {
    ended.complete(Status.fromThrowable(cause));
  }

  @Override
  public void onCompleted() {
    ended.complete(Status.OK);
  }

  @Override
  public void close() {
    requests.join().cancel("test is over", null);
  }
}
