package dev.millrace.security;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Publishes public keys as Google does, and counts who asks. */
public final class KeyServer implements AutoCloseable {
  private final AtomicReference<String> keys = new AtomicReference<>("");
  private final AtomicInteger fetches = new AtomicInteger();
  private final HttpServer server;

  public KeyServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/certs", this::answer);
    server.start();
  }

  /** From now on this key is published, and no other. */
  public KeyServer publish(RSAKey key) {
    keys.set(new JWKSet(key.toPublicJWK()).toString());
    return this;
  }

  /** From now on nothing is published. */
  public void goAway() {
    keys.set("");
  }

  /** Where the keys are. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/certs";
  }

  /** How often somebody asked. */
  public int fetches() {
    return fetches.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    fetches.incrementAndGet();
    byte[] body = keys.get().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(body.length == 0 ? 503 : 200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
