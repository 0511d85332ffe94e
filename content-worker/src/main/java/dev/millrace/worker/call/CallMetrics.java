package dev.millrace.worker.call;

import dev.millrace.worker.call.CallNote.Ended;
import dev.millrace.worker.model.ModelName;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.math.BigDecimal;

/** Counts calls by how they end, and what they take. */
@Singleton
class CallMetrics {
  private final MeterRegistry registry;

  CallMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A call has ended; what it cost is what counts for the budget. */
  void ended(ModelName model, Ended ended, BigDecimal cost) {
    String provider = model.provider();
    registry
        .counter(
            "millrace.provider.calls",
            "provider",
            provider,
            "outcome",
            ended.state().wireName(),
            "error_class",
            ended.failure() == null ? "none" : ended.failure().wireName())
        .increment();
    registry.timer("millrace.provider.latency", "provider", provider).record(ended.latency());
    tokens(provider, "input", ended.inputTokens());
    tokens(provider, "output", ended.outputTokens());
    registry.counter("millrace.provider.images", "provider", provider).increment(ended.images());
    registry.counter("millrace.provider.cost", "provider", provider).increment(cost.doubleValue());
  }

  /** An answer was there already. */
  void cached(ModelName model) {
    registry
        .counter(
            "millrace.provider.calls",
            "provider",
            model.provider(),
            "outcome",
            "cached",
            "error_class",
            "none")
        .increment();
  }

  /** A call was not made. */
  void refused(ModelName model, String reason) {
    registry
        .counter("millrace.provider.refusals", "provider", model.provider(), "reason", reason)
        .increment();
  }

  private void tokens(String provider, String direction, long tokens) {
    registry
        .counter("millrace.provider.tokens", "provider", provider, "direction", direction)
        .increment((double) tokens);
  }
}
