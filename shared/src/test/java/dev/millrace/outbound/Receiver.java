package dev.millrace.outbound;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Somebody who is posted to: a server on this machine that keeps what it was sent. */
public final class Receiver implements AutoCloseable {
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  private Receiver(HttpServer server, HttpHandler handler) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(exchange, handler));
    server.start();
  }

  /** What was sent. */
  public record Received(
      String method, String target, Map<String, List<String>> headers, String body) {
    /** The header, or the empty string. */
    public String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> String.join(",", header.getValue()))
          .findFirst()
          .orElse("");
    }
  }

  /** One that answers as {@code handler} does; it need not close the exchange. */
  public static Receiver start(HttpHandler handler) {
    return at("127.0.0.1", 0, null, handler);
  }

  /** One that answers with a status and a body. */
  public static Receiver answering(int status, String body) {
    return start(exchange -> answer(exchange, status, body));
  }

  /** One at a chosen address, with TLS if there is a context. */
  public static Receiver at(String host, int port, @Nullable SSLContext tls, HttpHandler handler) {
    InetSocketAddress address = new InetSocketAddress(host, port);
    try {
      if (tls == null) {
        return new Receiver(HttpServer.create(address, 0), handler);
      }
      HttpsServer server = HttpsServer.create(address, 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls));
      return new Receiver(server, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes an answer. */
  public static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** What was sent, in order. */
  public List<Received> received() {
    return received;
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange, HttpHandler handler) throws IOException {
    try (exchange) {
      received.add(
          new Received(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              Map.copyOf(exchange.getRequestHeaders()),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      handler.handle(exchange);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
