package dev.millrace.secret;

import com.google.cloud.secretmanager.v1.AccessSecretVersionRequest;
import com.google.cloud.secretmanager.v1.AccessSecretVersionResponse;
import com.google.cloud.secretmanager.v1.SecretManagerServiceGrpc.SecretManagerServiceImplBase;
import com.google.cloud.secretmanager.v1.SecretPayload;
import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32C;

/** Keeps secrets in versions and speaks Secret Manager's own protocol, on this machine. */
public final class SecretServer implements AutoCloseable {
  private final Map<String, List<String>> secrets = new ConcurrentHashMap<>();
  private final Map<String, Status> refusals = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile boolean breaks;
  private final Server server;

  /** Starts one without secrets. */
  public SecretServer() {
    try {
      server =
          Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
              .addService(new Service())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a version of a secret, which is the latest from now on. */
  public SecretServer add(String secret, String value) {
    secrets.computeIfAbsent(secret, _ -> new CopyOnWriteArrayList<>()).add(value);
    return this;
  }

  /** From now on a secret is refused so. */
  public SecretServer refuse(String secret, Status status) {
    refusals.put(secret, status);
    return this;
  }

  /** From now on what is answered is not what its checksum says. */
  void breakAnswers() {
    breaks = true;
  }

  /** The names that were asked for. */
  public List<String> asked() {
    return new ArrayList<>(asked);
  }

  /** The value of {@code SECRET_MANAGER_ENDPOINT}. */
  public String endpoint() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class Service extends SecretManagerServiceImplBase {
    @Override
    public void accessSecretVersion(
        AccessSecretVersionRequest request, StreamObserver<AccessSecretVersionResponse> answer) {
      asked.add(request.getName());
      String[] name = request.getName().split("/", -1);
      List<String> versions = secrets.getOrDefault(name[3], List.of());
      Status refusal = refusals.get(name[3]);
      int version = name[5].equals("latest") ? versions.size() : Integer.parseInt(name[5]);
      if (refusal != null) {
        answer.onError(refusal.asRuntimeException());
      } else if (version < 1 || version > versions.size()) {
        answer.onError(Status.NOT_FOUND.asRuntimeException());
      } else {
        answer.onNext(found(request.getName(), versions.get(version - 1)));
        answer.onCompleted();
      }
    }

    private AccessSecretVersionResponse found(String name, String value) {
      ByteString data = ByteString.copyFromUtf8(value);
      CRC32C sum = new CRC32C();
      sum.update(data.asReadOnlyByteBuffer());
      return AccessSecretVersionResponse.newBuilder()
          .setName(name)
          .setPayload(
              SecretPayload.newBuilder()
                  .setData(data)
                  .setDataCrc32C(breaks ? sum.getValue() + 1 : sum.getValue()))
          .build();
    }
  }
}
