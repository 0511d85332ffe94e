package dev.millrace.outbound;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Posts to addresses that somebody else has chosen, and to none of our own network: every address
 * that a host's name resolves to is checked, and the connection is made to a checked address and
 * not to whatever the name means a moment later. Redirects are not followed, proxies, cookies and
 * compression not used, nothing is repeated, and 64 KiB of the answer are read.
 *
 * <p>Thread-safe. Blocks, for the request's time limit at most.
 */
@Singleton
public final class OutboundClient {
  private final AddressGuard guard;
  private final Duration connectTimeLimit;
  private final Supplier<SSLContext> tls;

  @Inject
  OutboundClient(AddressGuard guard, OutboundConfig config) {
    this(guard, config, OutboundClient::platformTls); // read with the first call, not at start
  }

  OutboundClient(AddressGuard guard, OutboundConfig config, Supplier<SSLContext> tls) {
    this.guard = guard;
    this.connectTimeLimit = config.connectTimeLimit();
    this.tls = tls;
  }

  /**
   * Why a URL can not be called whatever its host's addresses are: to refuse it when it is given,
   * and not only when it is used. Completes “The URL …”.
   */
  public static Optional<String> objection(URI url) {
    return Target.objection(url);
  }

  /**
   * As {@link #objection}, and what this installation has against it: plain http where this machine
   * may not be called, and an address that is spelled out and must not be.
   */
  public Optional<String> refusal(URI url) {
    return objection(url).or(() -> guard.refusal(Target.of(url)));
  }

  /** Sends, and waits. An interrupted caller gets {@code Unanswered}, and stays interrupted. */
  public OutboundResult post(OutboundRequest request) {
    Optional<String> objection = Target.objection(request.url());
    return objection.isPresent()
        ? new OutboundResult.Refused("The URL " + objection.get() + ".")
        : inTime(request);
  }

  /**
   * On a thread of its own, since neither a question to DNS nor an answer that trickles has a time
   * limit otherwise. An interrupt closes the socket that a virtual thread waits for.
   */
  private OutboundResult inTime(OutboundRequest request) {
    FutureTask<OutboundResult> exchange = new FutureTask<>(() -> exchange(request));
    Thread.ofVirtual().name("outbound").start(exchange);
    try {
      return exchange.get(request.timeLimit().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new OutboundResult.Unanswered(
          "There was no whole answer within " + request.timeLimit().toMillis() + " ms.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new OutboundResult.Unanswered("The call was broken off.");
    } catch (ExecutionException | CancellationException e) {
      throw new IllegalStateException("a call failed as none should", e);
    } finally {
      exchange.cancel(true);
    }
  }

  private OutboundResult exchange(OutboundRequest request) {
    Target target = Target.of(request.url());
    return switch (guard.resolve(target)) {
      case AddressGuard.Resolution.Forbidden(String reason) -> new OutboundResult.Refused(reason);
      case AddressGuard.Resolution.Unknown() ->
          new OutboundResult.Unanswered("The host has no address.");
      case AddressGuard.Resolution.Safe(var addresses) -> {
        try (PinnedClient client =
            new PinnedClient(target, addresses, connectTimeLimit, tls.get())) {
          yield client.post(request);
        } catch (SSLException e) {
          yield new OutboundResult.Unanswered("TLS failed: " + Excerpt.of(e.getMessage()));
        } catch (IOException e) {
          yield new OutboundResult.Unanswered("The call failed: " + Excerpt.of(e.getMessage()));
        }
      }
    };
  }

  private static SSLContext platformTls() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform has no TLS", e);
    }
  }
}
