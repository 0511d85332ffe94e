package dev.millrace.local.pubsub;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * The refusals of the service, one factory each, in the words of the service where we know them.
 */
final class Refusal {
  private Refusal() {}

  static StatusRuntimeException notFound(String resource) {
    return Status.NOT_FOUND
        .withDescription("Resource not found (resource=" + resource + ").")
        .asRuntimeException();
  }

  static StatusRuntimeException alreadyExists(String resource) {
    return Status.ALREADY_EXISTS
        .withDescription("Resource already exists in the project (resource=" + resource + ").")
        .asRuntimeException();
  }

  static StatusRuntimeException invalid(String reason) {
    return Status.INVALID_ARGUMENT.withDescription(reason).asRuntimeException();
  }

  static StatusRuntimeException unimplemented(String feature) {
    return Status.UNIMPLEMENTED
        .withDescription("The embedded broker does not implement " + feature + ".")
        .asRuntimeException();
  }

  static StatusRuntimeException full(long cap) {
    return Status.RESOURCE_EXHAUSTED
        .withDescription("The embedded broker holds its " + cap + " bytes of messages already.")
        .asRuntimeException();
  }

  static StatusRuntimeException unavailable() {
    return Status.UNAVAILABLE
        .withDescription("The embedded broker is away, or was told to refuse.")
        .asRuntimeException();
  }
}
