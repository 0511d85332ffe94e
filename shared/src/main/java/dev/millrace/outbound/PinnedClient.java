package dev.millrace.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one of the given addresses, for one exchange. The host's name is still what TLS
 * asks for and verifies, and what the Host header says.
 *
 * <p>A client for each call costs little beside a connection, and shares none with another call.
 */
final class PinnedClient implements AutoCloseable {
  private static final int ANSWER_BYTES = 64 * 1024;

  private final Target target;
  private final CloseableHttpClient client;

  PinnedClient(
      Target target, List<InetAddress> addresses, Duration connectTimeLimit, SSLContext tls) {
    this.target = target;
    client =
        HttpClients.custom()
            .setConnectionManager(connections(addresses, Timeout.of(connectTimeLimit), tls))
            .setUserAgent("millrace")
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .build();
  }

  OutboundResult.Answered post(OutboundRequest request) throws IOException {
    HttpPost post = new HttpPost(target.path());
    request.headers().forEach(post::setHeader);
    post.setEntity(new ByteArrayEntity(request.body(), ContentType.APPLICATION_JSON));
    post.setConfig(
        RequestConfig.custom()
            .setResponseTimeout(Timeout.of(request.timeLimit()))
            .setProtocolUpgradeEnabled(false)
            .build());
    try {
      HttpHost host = new HttpHost(target.scheme(), target.host(), target.port());
      ClassicHttpResponse answer = client.executeOpen(host, post, null);
      Header retryAfter = answer.getFirstHeader(HttpHeaders.RETRY_AFTER);
      return new OutboundResult.Answered(
          answer.getCode(),
          text(answer.getEntity()),
          retryAfter == null ? "" : retryAfter.getValue());
    } finally {
      post.abort(); // closing the answer would read it to its end, which may never come
    }
  }

  private static String text(@Nullable HttpEntity entity) throws IOException {
    if (entity == null) {
      return "";
    }
    InputStream content = entity.getContent();
    return new String(content.readNBytes(ANSWER_BYTES), StandardCharsets.UTF_8);
  }

  private static BasicHttpClientConnectionManager connections(
      List<InetAddress> addresses, Timeout connectTimeLimit, SSLContext tls) {
    BasicHttpClientConnectionManager connections =
        BasicHttpClientConnectionManager.create(
            null,
            new Pinned(addresses),
            RegistryBuilder.<TlsSocketStrategy>create()
                .register("https", new DefaultClientTlsStrategy(tls))
                .build(),
            null);
    connections.setConnectionConfig(
        ConnectionConfig.custom().setConnectTimeout(connectTimeLimit).build());
    connections.setTlsConfig(TlsConfig.custom().setHandshakeTimeout(connectTimeLimit).build());
    return connections;
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }

  /** Knows the addresses, and asks nobody. */
  private record Pinned(List<InetAddress> addresses) implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) {
      return addresses.toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
