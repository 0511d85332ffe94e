package dev.millrace.api.events;

import dev.millrace.api.watch.Follower;
import dev.millrace.api.watch.RequestEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The bytes of one stream of server-sent events. It holds a few events at most: while the client
 * does not read, none are fetched for it.
 *
 * <p>Format: WHATWG HTML 9.2, server-sent events.
 */
final class EventStream implements Publisher<byte[]>, Subscription, Follower {
  private static final int CAPACITY = 32;

  /** Come again soon when the connection breaks. */
  private static final byte[] OPENING = bytes("retry: 2000\n\n");

  private static final byte[] HEARTBEAT = bytes(":\n\n");

  /** After the last event there is nothing to come back for soon; who does is answered 204. */
  private static final String CLOSING = "retry: 3600000\n";

  private final Function<Follower, Runnable> follow;
  private final AtomicBoolean isSubscribed = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<byte[]> ready = new ArrayDeque<>();
  private @Nullable Subscriber<? super byte[]> subscriber;
  private Runnable unfollow = () -> {};
  private long demand;
  private boolean isFinal;
  private boolean isClosed;
  private boolean isEmitting;

  /**
   * A stream that nobody reads yet.
   *
   * @param follow begins the telling, and answers what ends it
   */
  EventStream(Function<Follower, Runnable> follow) {
    this.follow = follow;
  }

  @Override
  public void subscribe(Subscriber<? super byte[]> reader) {
    if (!isSubscribed.compareAndSet(false, true)) {
      throw new IllegalStateException("A stream of events has one reader");
    }
    subscriber = reader;
    ready.add(OPENING);
    reader.onSubscribe(this);
    Runnable end = follow.apply(this);
    lock.lock();
    try {
      unfollow = end;
    } finally {
      lock.unlock();
    }
    if (isClosed()) {
      end.run();
    }
  }

  @Override
  public void request(long count) {
    lock.lock();
    try {
      demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
    } finally {
      lock.unlock();
    }
    emit();
  }

  @Override
  public void cancel() {
    close();
  }

  @Override
  public int room() {
    lock.lock();
    try {
      return Math.max(0, CAPACITY - ready.size());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void take(List<RequestEvent> events, boolean last) {
    lock.lock();
    try {
      for (int index = 0; index < events.size(); index++) {
        ready.add(bytes(events.get(index), last && index == events.size() - 1));
      }
      isFinal = isFinal || last;
    } finally {
      lock.unlock();
    }
    emit();
  }

  @Override
  public void gone() {
    take(List.of(), true);
  }

  @Override
  public void heartbeat() {
    lock.lock();
    try {
      if (ready.isEmpty()) {
        ready.add(HEARTBEAT);
      }
    } finally {
      lock.unlock();
    }
    emit();
  }

  /** Emits what is asked for; one thread at a time, as the specification wants it. */
  private void emit() {
    lock.lock();
    try {
      if (isEmitting) {
        return;
      }
      isEmitting = true;
    } finally {
      lock.unlock();
    }
    byte[] next = next();
    while (next != null) {
      reader().onNext(next);
      next = next();
    }
  }

  /** The next bytes to emit; null when there is nothing to do, and emitting has ended. */
  private byte @Nullable [] next() {
    boolean completes = false;
    lock.lock();
    try {
      if (!isClosed && demand > 0 && !ready.isEmpty()) {
        demand--;
        return ready.remove();
      }
      isEmitting = false;
      completes = !isClosed && isFinal && ready.isEmpty();
      isClosed = isClosed || completes;
    } finally {
      lock.unlock();
    }
    if (completes) {
      unfollow.run();
      reader().onComplete();
    }
    return null;
  }

  private void close() {
    Runnable end;
    lock.lock();
    try {
      isClosed = true;
      ready.clear();
      end = unfollow;
    } finally {
      lock.unlock();
    }
    end.run();
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return isClosed;
    } finally {
      lock.unlock();
    }
  }

  private Subscriber<? super byte[]> reader() {
    Subscriber<? super byte[]> reader = subscriber;
    if (reader == null) {
      throw new IllegalStateException("Nobody reads this stream yet");
    }
    return reader;
  }

  private static byte[] bytes(RequestEvent event, boolean isLast) {
    return bytes(
        (isLast ? CLOSING : "")
            + "id: "
            + event.seq()
            + "\nevent: "
            + event.event()
            + "\ndata: "
            + event.data()
            + "\n\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
