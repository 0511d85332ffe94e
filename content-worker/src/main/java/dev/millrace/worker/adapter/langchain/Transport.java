package dev.millrace.worker.adapter.langchain;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.millrace.worker.adapter.http.Answer;
import dev.millrace.worker.adapter.http.ProviderHttp;
import dev.millrace.worker.provider.ProviderException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * langchain4j's way to the network: our one exchange, with the provider's failures told apart by
 * its headers and codes. Safe for use by many threads.
 */
public final class Transport implements HttpClient {
  private static final int MOST_BYTES = 4 * 1024 * 1024;

  /** What the JDK's client says by itself, and what the dialect says instead. */
  private static final Set<String> OURS =
      Set.of("authorization", "x-goog-api-key", "content-length", "host", "user-agent");

  private final String provider;
  private final ProviderHttp http;
  private final Dialect dialect;
  private final Duration limit;

  /** A transport to one provider, each of whose calls may take so long. */
  public Transport(String provider, ProviderHttp http, Dialect dialect, Duration limit) {
    this.provider = provider;
    this.http = http;
    this.dialect = dialect;
    this.limit = limit;
  }

  /** What langchain4j wants to be given; its own time limits are not used. */
  public HttpClientBuilder builder() {
    return new Given(this, limit);
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    try {
      Answer answer = http.send(provider, translate(request), limit, MOST_BYTES);
      dialect.check(answer);
      return SuccessfulHttpResponse.builder()
          .statusCode(answer.status())
          .headers(answer.headers().map())
          .body(answer.text())
          .build();
    } catch (ProviderException failure) {
      throw new Undone(failure);
    } catch (InterruptedException cancelled) {
      throw new Undone(cancelled);
    }
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    throw new UnsupportedOperationException("answers are not streamed");
  }

  private java.net.http.HttpRequest translate(HttpRequest request)
      throws ProviderException, InterruptedException {
    var translated =
        java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
            .method(request.method().name(), BodyPublishers.ofString(request.body()))
            .header("User-Agent", "millrace");
    request
        .headers()
        .forEach(
            (name, values) -> {
              if (!OURS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> translated.header(name, value));
              }
            });
    Dialect.Credential credential = dialect.credential();
    return translated.header(credential.header(), credential.value()).build();
  }

  private record Given(Transport transport, Duration limit) implements HttpClientBuilder {
    @Override
    public Duration connectTimeout() {
      return limit;
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
      return this;
    }

    @Override
    public Duration readTimeout() {
      return limit;
    }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
      return this;
    }

    @Override
    public HttpClient build() {
      return transport;
    }
  }
}
