package dev.millrace.worker.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * An HTTP/1.1 server on a socket of its own, since no well-mannered one can break off in the middle
 * of an answer. One request a connection.
 */
public final class ScriptedServer implements AutoCloseable {
  private final ServerSocket socket;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Function<Received, Reply> script;

  /** A request as it came; the names of headers are in lower case. */
  public record Received(String method, String path, Map<String, String> headers, String body) {}

  /** Starts on a free port of the loopback address. */
  public ScriptedServer(Function<Received, Reply> script) {
    this.script = script;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    Thread.ofVirtual().name("scripted").start(this::accept);
  }

  /** Such as {@code http://127.0.0.1:4711}. */
  public String url() {
    return "http://" + socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  /** From now on it does this. */
  public void script(Function<Received, Reply> next) {
    script = next;
  }

  /** What has come so far, in order. */
  public List<Received> received() {
    return received;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException over) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      Received request = read(new BufferedInputStream(connection.getInputStream()));
      received.add(request);
      switch (script.apply(request)) {
        case Reply.Whole whole -> write(connection, whole, whole.body().length);
        case Reply.Silence() -> closed.await();
        case Reply.Stalled(Reply.Whole whole) -> {
          write(connection, whole, whole.body().length / 2);
          closed.await();
        }
        case Reply.Cut(Reply.Whole whole) -> write(connection, whole, whole.body().length / 2);
        case Reply.HungUp() -> {}
      }
    } catch (IOException gone) {
      // The caller has hung up, as it may.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(Socket connection, Reply.Whole whole, int bytes) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + whole.status() + " Scripted\r\n");
    whole.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Content-Length: " + whole.body().length + "\r\nConnection: close\r\n\r\n");
    OutputStream out = connection.getOutputStream();
    out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    out.write(whole.body(), 0, bytes);
    out.flush();
  }

  private static Received read(InputStream in) throws IOException {
    String[] start = line(in).split(" ", -1);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Received(
        start[0], start[1], headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("hung up");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
