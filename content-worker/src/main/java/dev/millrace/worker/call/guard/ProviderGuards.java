package dev.millrace.worker.call.guard;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The guard of each provider, made when it is first asked. */
@Singleton
public final class ProviderGuards {
  private final ProviderConfigs configs;
  private final Clock clock;
  private final MeterRegistry registry;
  private final Map<String, ProviderGuard> guards = new ConcurrentHashMap<>();

  ProviderGuards(ProviderConfigs configs, Clock clock, MeterRegistry registry) {
    this.configs = configs;
    this.clock = clock;
    this.registry = registry;
  }

  /** The guard of a provider. */
  public ProviderGuard of(String provider) {
    return guards.computeIfAbsent(provider, this::make);
  }

  private ProviderGuard make(String provider) {
    ProviderGuard guard = new ProviderGuard(configs.of(provider), clock);
    List<Tag> tags = List.of(Tag.of("provider", provider));
    registry.gauge("millrace.provider.circuit", tags, guard, ProviderGuard::circuitState);
    registry.gauge("millrace.provider.in.flight", tags, guard, ProviderGuard::inFlight);
    registry.gauge("millrace.provider.waiting", tags, guard, ProviderGuard::waiting);
    return guard;
  }
}
