package dev.millrace.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keep-alive connections of HTTP/1.1, all driven by the caller's thread: about the least that a
 * load can cost beside what it loads. It understands no more than the services send: answers with a
 * {@code Content-Length}. Not thread-safe.
 */
public final class HttpLoad implements AutoCloseable {
  private static final int LARGEST_ANSWER = 256 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Selector selector;
  private final List<Client> clients = new ArrayList<>();
  private final Deque<Client> idle = new ArrayDeque<>();

  private HttpLoad() throws IOException {
    this.selector = Selector.open();
  }

  /** What a load did: latency in seconds of each session, from its arrival, in order of ending. */
  public record Outcome(List<Double> latencies, double seconds) {
    /** Copies the list. */
    public Outcome {
      latencies = List.copyOf(latencies);
    }

    /** Sessions that ended, a second. */
    public double rate() {
      return latencies.size() / seconds;
    }
  }

  /** Connects. */
  public static HttpLoad connect(InetSocketAddress address, int connections) throws IOException {
    HttpLoad load = new HttpLoad();
    try {
      for (int connection = 0; connection < connections; connection++) {
        load.add(address);
      }
      return load;
    } catch (IOException failure) {
      load.close();
      throw failure;
    }
  }

  /**
   * Runs sessions for a time. A session that arrives while every connection is busy waits for one,
   * and its wait counts. What is under way at the end is still answered, and not counted.
   */
  public Outcome run(Arrivals arrivals, Supplier<? extends Session> sessions, Duration duration)
      throws IOException {
    long begin = System.nanoTime();
    long end = begin + duration.toNanos();
    List<Double> latencies = new ArrayList<>();
    long arrived = 0;
    long now = begin;
    while (now < end || idle.size() < clients.size()) {
      while (now < end && !idle.isEmpty() && begin + arrivals.nanos(arrived) <= now) {
        long arrival = begin + arrivals.nanos(arrived);
        boolean isClosedLoop = arrivals.nanos(arrived + 1) == 0;
        idle.removeFirst().begin(sessions.get(), isClosedLoop ? now : arrival);
        arrived++;
      }
      await(Math.min(end, begin + arrivals.nanos(arrived)) - now);
      for (SelectionKey key : selector.selectedKeys()) {
        Client client = (Client) key.attachment();
        if (client.proceed()) {
          idle.addLast(client);
          long done = System.nanoTime();
          if (done < end) {
            latencies.add((done - client.arrival) / 1e9);
          }
        }
      }
      selector.selectedKeys().clear();
      now = System.nanoTime();
      if (now > end + PATIENCE.toNanos()) {
        throw new IOException((clients.size() - idle.size()) + " sessions never ended");
      }
    }
    return new Outcome(latencies, duration.toNanos() / 1e9);
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.channel.close();
    }
    selector.close();
  }

  /** A selector counts in milliseconds: an arrival may be a millisecond late, which is counted. */
  private void await(long nanos) throws IOException {
    int ready = selector.select(Math.clamp(nanos / 1_000_000 + 1, 1, 100));
    assert ready >= 0;
  }

  private void add(InetSocketAddress address) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    Client client = new Client(channel);
    clients.add(client);
    idle.add(client);
    channel.register(selector, SelectionKey.OP_READ, client);
  }

  private static final class Client {
    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(LARGEST_ANSWER);
    private @Nullable Session session;
    private long arrival;

    Client(SocketChannel channel) {
      this.channel = channel;
    }

    void begin(Session next, long arrivedAt) throws IOException {
      session = next;
      arrival = arrivedAt;
      send(next.first());
    }

    /** Reads what is there, and goes on; true when the session has ended. */
    boolean proceed() throws IOException {
      if (channel.read(buffer) < 0) {
        throw new EOFException("The service closed a connection");
      }
      Response response = whole();
      if (response == null || session == null) {
        return false;
      }
      buffer.clear();
      byte[] next = session.next(response);
      if (next == null) {
        session = null;
        return true;
      }
      send(next);
      return false;
    }

    /** The answer, once all of it is there. */
    private @Nullable Response whole() {
      int headEnd = endOfHead();
      if (headEnd < 0) {
        return null;
      }
      String head = new String(buffer.array(), 0, headEnd, ISO_8859_1);
      Response headOnly = new Response(Integer.parseInt(head.substring(9, 12)), head, "");
      int length =
          headOnly.status() == 304 ? 0 : Integer.parseInt(headOnly.header("content-length"));
      return buffer.position() < headEnd + length
          ? null
          : new Response(
              headOnly.status(), head, new String(buffer.array(), headEnd, length, UTF_8));
    }

    private int endOfHead() {
      byte[] bytes = buffer.array();
      for (int at = 3; at < buffer.position(); at++) {
        if (bytes[at] == '\n' && bytes[at - 2] == '\n') {
          return at + 1;
        }
      }
      return -1;
    }

    /** A request is smaller than the socket's buffer, which is empty between two. */
    private void send(byte[] request) throws IOException {
      ByteBuffer rest = ByteBuffer.wrap(request);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }
  }
}
