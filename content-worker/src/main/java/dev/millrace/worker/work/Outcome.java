package dev.millrace.worker.work;

import dev.millrace.content.RequestStatus;
import dev.millrace.worker.provider.Generation;
import java.time.Duration;

/** How work on a claimed request ended; the set is closed. */
public sealed interface Outcome {
  /** The state that the row is left in. */
  RequestStatus status();

  /** There is content. */
  record Completed(Generation generation) implements Outcome {
    @Override
    public RequestStatus status() {
      return RequestStatus.COMPLETED;
    }
  }

  /** There is nothing to keep yet, or nothing at all. */
  sealed interface Unfinished extends Outcome {}

  /** An attempt was used up; Pub/Sub brings the message again after its backoff. */
  record Retry(Failure failure, Duration delay) implements Unfinished {
    @Override
    public RequestStatus status() {
      return RequestStatus.PENDING;
    }
  }

  /** No attempt was used up; the sweep publishes the row when it may run. */
  record Wait(Failure failure, Duration delay, String reason) implements Unfinished {
    @Override
    public RequestStatus status() {
      return RequestStatus.PENDING;
    }
  }

  /** It will not be tried again by itself. */
  record Failed(Failure failure) implements Unfinished {
    @Override
    public RequestStatus status() {
      return RequestStatus.FAILED;
    }
  }

  /** The worker stops; somebody else begins anew, at no cost to the request. */
  record Released() implements Unfinished {
    @Override
    public RequestStatus status() {
      return RequestStatus.PENDING;
    }
  }
}
