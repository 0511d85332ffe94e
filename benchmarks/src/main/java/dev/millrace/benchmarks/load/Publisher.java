package dev.millrace.benchmarks.load;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;

/** A foreign producer: content requests on the product's topic, a thousand in a call. */
public final class Publisher implements AutoCloseable {
  private static final int SET = 1_000;
  private static final String[] TOPICS = {
    "Photosynthesis", "Fractions", "The Roman Empire", "Python Basics", "Volcanoes", "Democracy"
  };

  private final ManagedChannel channel;
  private final PublisherGrpc.PublisherBlockingStub stub;
  private final String topic;
  private long published;

  /** Publishes to a broker's project. */
  public Publisher(String brokerAddress, String project) {
    channel = ManagedChannelBuilder.forTarget(brokerAddress).usePlaintext().build();
    stub = PublisherGrpc.newBlockingStub(channel);
    topic = "projects/" + project + "/topics/content-generation-requests";
  }

  /** Publishes so many requests, each another one. */
  public void publish(int count) {
    for (int left = count; left > 0; left -= SET) {
      PublishRequest.Builder request = PublishRequest.newBuilder().setTopic(topic);
      for (int index = 0; index < Math.min(SET, left); index++) {
        request.addMessages(message(published++));
      }
      stub.publish(request.build());
    }
  }

  private static PubsubMessage message(long number) {
    String body =
        """
        {"correlation_id":"bench-%d","student_id":"student-%d","topic":"%s","grade_level":"9th Grade"}"""
            .formatted(number, number % 1_000, TOPICS[(int) (number % TOPICS.length)]);
    return PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8(body)).build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
