package dev.millrace.local.pubsub;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Answers a unary call with what the work returns or how it refuses. */
final class Answer {
  private Answer() {}

  static <T> void with(StreamObserver<T> responses, Supplier<T> work) {
    T response;
    try {
      response = work.get();
    } catch (StatusRuntimeException refusal) {
      responses.onError(refusal);
      return;
    }
    responses.onNext(response);
    responses.onCompleted();
  }

  /** The refusal in a failed future; anything else is a defect of ours and answers INTERNAL. */
  static StatusRuntimeException refusal(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof StatusRuntimeException refusal
        ? refusal
        : Status.INTERNAL.withCause(cause).withDescription(cause.toString()).asRuntimeException();
  }
}
