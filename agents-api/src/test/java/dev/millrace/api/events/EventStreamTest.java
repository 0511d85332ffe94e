package dev.millrace.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.watch.RequestEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

final class EventStreamTest {
  private final AtomicInteger unfollowed = new AtomicInteger();
  private final EventStream stream = new EventStream(follower -> unfollowed::incrementAndGet);
  private final Reader reader = new Reader();

  @Test
  void nothingIsSentThatWasNotAskedFor() {
    stream.subscribe(reader);
    stream.take(events(1, 3), false);

    assertThat(reader.received).isEmpty();
    reader.request(2);
    assertThat(reader.received).hasSize(2);
    reader.request(10);
    assertThat(reader.text()).contains("id: 1\n", "id: 2\n", "id: 3\n");
  }

  @Test
  void aClientThatDoesNotReadIsNotReadFor() {
    stream.subscribe(reader);
    int room = stream.room();

    stream.take(events(1, room), false);

    assertThat(stream.room()).isZero();
    stream.heartbeat();
    reader.request(5);
    assertThat(stream.room()).isEqualTo(5);
  }

  @Test
  void theEndComesAfterTheLastEvent() {
    stream.subscribe(reader);
    stream.take(events(1, 2), true);

    assertThat(reader.isComplete).isFalse();
    reader.request(100);

    assertThat(reader.isComplete).isTrue();
    assertThat(reader.received.getLast()).startsWith("retry: 3600000\nid: 2\n");
    assertThat(unfollowed).hasValue(1);
  }

  @Test
  void whoeverCancelsHearsNothingMore() {
    stream.subscribe(reader);
    reader.request(1);
    reader.cancel();

    stream.take(events(1, 1), true);

    assertThat(reader.received).hasSize(1);
    assertThat(reader.isComplete).isFalse();
    assertThat(unfollowed).hasValue(1);
  }

  @Test
  void aRequestThatIsGoneEndsTheStream() {
    stream.subscribe(reader);
    reader.request(1);

    stream.gone();

    assertThat(reader.isComplete).isTrue();
  }

  private static List<RequestEvent> events(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(seq -> new RequestEvent(seq, "progress", "{}"))
        .toList();
  }

  private static final class Reader implements Subscriber<byte[]> {
    private final List<String> received = new ArrayList<>();
    private @Nullable Subscription subscription;
    private boolean isComplete;

    void request(long count) {
      if (subscription != null) {
        subscription.request(count);
      }
    }

    void cancel() {
      if (subscription != null) {
        subscription.cancel();
      }
    }

    String text() {
      return String.join("", received);
    }

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
    }

    @Override
    public void onNext(byte[] bytes) {
      received.add(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void onComplete() {
      isComplete = true;
    }
  }
}
