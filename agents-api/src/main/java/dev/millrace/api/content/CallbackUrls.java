package dev.millrace.api.content;

import dev.millrace.outbound.OutboundClient;
import dev.millrace.problem.Violation;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with an address here, and might not be in another installation: which addresses may
 * be called is configured. A name is resolved when it is called, not now. Safe for use by many
 * threads.
 */
@Singleton
public final class CallbackUrls {
  private final OutboundClient outbound;

  CallbackUrls(OutboundClient outbound) {
    this.outbound = outbound;
  }

  /** Why a well-formed {@code callback_url} is refused; empty when it is not, or there is none. */
  public Optional<Violation> objection(@Nullable String url) {
    return Optional.ofNullable(url)
        .map(URI::create)
        .flatMap(outbound::refusal)
        .map(refusal -> new Violation("/callback_url", "The URL " + refusal + "."));
  }
}
