package dev.millrace.benchmarks.load;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.cloud.pubsub.v1.MessageReceiver;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.pubsub.v1.ProjectSubscriptionName;
import io.grpc.ManagedChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The shortest way to consume: Google's Java client as it comes, acknowledging at once, in a
 * process of its own as the worker is. Its process answers a line with its count.
 */
public final class NoopConsumer implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;

  private NoopConsumer(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.US_ASCII);
  }

  /** Starts the process. */
  public static NoopConsumer start(String brokerAddress, String project) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Xmx512m",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    System.getProperty("java.class.path"),
                    NoopConsumer.class.getName(),
                    brokerAddress,
                    project))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new NoopConsumer(process);
  }

  /** How many messages it has acknowledged. */
  public long count() {
    try {
      process.outputWriter(StandardCharsets.US_ASCII).append("\n").flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IllegalStateException("The no-op consumer has ended");
      }
      return Long.parseLong(answer);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The process itself: broker address and project; ends with its input. */
  public static void main(String[] arguments) throws IOException {
    AtomicLong count = new AtomicLong();
    MessageReceiver receiver =
        (message, reply) -> {
          reply.ack();
          count.incrementAndGet();
        };
    Subscriber subscriber =
        Subscriber.newBuilder(
                ProjectSubscriptionName.of(arguments[1], "content-generation-sub"), receiver)
            .setChannelProvider(
                FixedTransportChannelProvider.create(
                    GrpcTransportChannel.create(
                        ManagedChannelBuilder.forTarget(arguments[0]).usePlaintext().build())))
            .setCredentialsProvider(NoCredentialsProvider.create())
            .build();
    subscriber.startAsync().awaitRunning();
    try (BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      while (questions.readLine() != null) {
        System.out.println(count);
      }
    }
    System.exit(0);
  }
}
