package dev.millrace.local.pubsub;

import com.google.pubsub.v1.PublisherGrpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;

/** Answers calls that {@link Faults#refuse} is set to refuse. */
final class RefusingInterceptor implements ServerInterceptor {
  private static final String PUBLISH = PublisherGrpc.getPublishMethod().getFullMethodName();

  private final Faults faults;

  RefusingInterceptor(Faults faults) {
    this.faults = faults;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    boolean publish = call.getMethodDescriptor().getFullMethodName().equals(PUBLISH);
    StatusRuntimeException refusal = faults.refusal(publish);
    if (refusal == null) {
      return next.startCall(call, headers);
    }
    call.close(refusal.getStatus(), new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
