package dev.millrace.local.pubsub;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Objects;

/**
 * A refusal as Google's REST APIs write it.
 *
 * <p>Source of the codes: the comments of {@code google/rpc/code.proto}.
 */
record RestError(int code, String message, String status) {
  static RestError of(StatusRuntimeException refusal) {
    Status status = refusal.getStatus();
    String message = Objects.requireNonNullElse(status.getDescription(), "");
    return new RestError(httpCode(status.getCode()), message, status.getCode().name());
  }

  String json() {
    return """
        {"error": {"code": %d, "message": %s, "status": "%s"}}
        """
        .formatted(code, quoted(message), status);
  }

  private static String quoted(String text) {
    try {
      return JsonFormat.printer().print(StringValue.of(text));
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static int httpCode(Status.Code code) {
    return switch (code) {
      case OK -> 200;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ABORTED, ALREADY_EXISTS -> 409;
      case RESOURCE_EXHAUSTED -> 429;
      case CANCELLED -> 499;
      case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
    };
  }
}
