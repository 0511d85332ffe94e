package dev.millrace.secret;

import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.secretmanager.v1.AccessSecretVersionRequest;
import com.google.cloud.secretmanager.v1.AccessSecretVersionResponse;
import com.google.cloud.secretmanager.v1.SecretManagerServiceGrpc;
import com.google.cloud.secretmanager.v1.SecretManagerServiceGrpc.SecretManagerServiceFutureStub;
import com.google.common.util.concurrent.ListenableFuture;
import dev.millrace.secret.SecretRequest.Endpoint;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.auth.MoreCallCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to Secret Manager: <a
 * href="https://cloud.google.com/secret-manager/docs/reference/rpc/google.cloud.secretmanager.v1">
 * google.cloud.secretmanager.v1</a>, by the published stubs and as the service account that this
 * service runs as. For use by one thread.
 */
final class SecretClient implements AutoCloseable {
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

  private final Endpoint endpoint;
  private final Duration timeLimit;
  private final ManagedChannel channel;

  SecretClient(Endpoint endpoint, Duration timeLimit) {
    this.endpoint = endpoint;
    this.timeLimit = timeLimit;
    ManagedChannelBuilder<?> builder =
        ManagedChannelBuilder.forAddress(endpoint.host(), endpoint.port());
    channel = (endpoint.isLocal() ? builder.usePlaintext() : builder).build();
  }

  /** What became of a question for one secret. */
  sealed interface Answer {
    /** It is there. */
    record Found(AccessSecretVersionResponse response) implements Answer {
      @Override
      public String toString() {
        return "Found[…]";
      }
    }

    /** It could not be had; {@code reason} completes "Secret not read: …". */
    record Not(String reason) implements Answer {}
  }

  /** Asks for all at once; a server that is away is waited for until the time is up. */
  Map<String, Answer> access(Map<String, String> names) {
    Map<String, Answer> answers = new HashMap<>();
    SecretManagerServiceFutureStub stub;
    try {
      stub = stub();
    } catch (IOException none) {
      names
          .keySet()
          .forEach(
              variable -> answers.put(variable, new Answer.Not("there are no Google credentials")));
      return answers;
    }
    Map<String, ListenableFuture<AccessSecretVersionResponse>> asked = new HashMap<>();
    names.forEach(
        (variable, name) ->
            asked.put(
                variable,
                stub.accessSecretVersion(
                    AccessSecretVersionRequest.newBuilder().setName(name).build())));
    asked.forEach((variable, answer) -> answers.put(variable, awaited(answer)));
    return answers;
  }

  private SecretManagerServiceFutureStub stub() throws IOException {
    SecretManagerServiceFutureStub stub =
        SecretManagerServiceGrpc.newFutureStub(channel)
            .withDeadlineAfter(timeLimit.toMillis(), TimeUnit.MILLISECONDS)
            .withWaitForReady();
    return endpoint.isLocal()
        ? stub
        : stub.withCallCredentials(
            MoreCallCredentials.from(
                GoogleCredentials.getApplicationDefault().createScoped(SCOPE)));
  }

  private static Answer awaited(ListenableFuture<AccessSecretVersionResponse> answer) {
    try {
      return new Answer.Found(answer.get());
    } catch (ExecutionException failure) {
      return new Answer.Not(reason(failure.getCause()));
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return new Answer.Not("the start was broken off");
    }
  }

  /** The server's own words may quote what was asked for, but never what it keeps. */
  private static String reason(@Nullable Throwable failure) {
    Status status = Status.fromThrowable(failure == null ? new IOException() : failure);
    return switch (status.getCode()) {
      case NOT_FOUND -> "there is no such secret, or no such version of it";
      case PERMISSION_DENIED ->
          "this service account may not read it: it needs roles/secretmanager.secretAccessor";
      case FAILED_PRECONDITION -> "that version is disabled or destroyed";
      case UNAUTHENTICATED -> "the credentials are no good";
      case DEADLINE_EXCEEDED, UNAVAILABLE -> "Secret Manager can not be reached";
      default -> "Secret Manager answered " + status.getCode();
    };
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
