package dev.millrace.worker.adapter.http;

import dev.millrace.failure.FailureClass;
import dev.millrace.worker.provider.ProviderException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with a provider: the whole of it, body included, has one deadline; the body has a
 * bound; an interruption cuts it off; nothing is repeated and no redirect is followed. The client
 * is made at the first call, so that a start pays nothing for it. Safe for use by many threads.
 */
@Singleton
public final class ProviderHttp {
  private static final Duration CONNECT_TIME_LIMIT = Duration.ofSeconds(10);

  private final Object monitor = new Object();
  private volatile @Nullable HttpClient client;

  /**
   * Sends, and answers whatever status came.
   *
   * @param limit the most that all of it may take
   * @param mostBytes the longest body that is read
   * @throws ProviderException {@code transient} when the provider could not be reached, {@code
   *     timeout} when the time was up, {@code outcome_unknown} when the call was dispatched and its
   *     answer broke off: the provider may have worked, and may charge for it
   */
  public Answer send(String provider, HttpRequest request, Duration limit, int mostBytes)
      throws ProviderException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client().sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), mostBytes));
    try {
      HttpResponse<byte[]> answer = exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(answer.statusCode(), answer.headers(), answer.body());
    } catch (TimeoutException late) {
      throw new ProviderException(
          provider,
          FailureClass.TIMEOUT,
          "there was no whole answer within " + limit.toMillis() + " ms");
    } catch (ExecutionException failure) {
      throw lost(provider, failure.getCause());
    } finally {
      exchange.cancel(true);
    }
  }

  /** The cause is named by its type alone: its message may hold an address with a secret. */
  private static ProviderException lost(String provider, @Nullable Throwable cause) {
    String type = cause == null ? "unknown" : cause.getClass().getSimpleName();
    return switch (cause) {
      case HttpConnectTimeoutException _ -> unreachable(provider, type);
      case ConnectException _ -> unreachable(provider, type);
      case UnresolvedAddressException _ -> unreachable(provider, type);
      case IOException _ ->
          new ProviderException(
              provider,
              FailureClass.OUTCOME_UNKNOWN,
              "the call was made and its answer broke off (" + type + ")");
      case null, default ->
          new ProviderException(provider, FailureClass.TRANSIENT, "the call failed (" + type + ")");
    };
  }

  private static ProviderException unreachable(String provider, String type) {
    return new ProviderException(
        provider, FailureClass.TRANSIENT, "it could not be reached (" + type + ")");
  }

  private HttpClient client() {
    HttpClient made = client;
    if (made != null) {
      return made;
    }
    synchronized (monitor) {
      if (client == null) {
        client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIME_LIMIT)
                .build();
      }
      return client;
    }
  }
}
