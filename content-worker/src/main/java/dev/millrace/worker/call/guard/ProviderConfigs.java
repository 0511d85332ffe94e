package dev.millrace.worker.call.guard;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The configuration of each provider by its name. */
@Singleton
public final class ProviderConfigs {
  private final Map<String, ProviderConfig> configs = new ConcurrentHashMap<>();

  ProviderConfigs(List<ProviderConfig> configured) {
    configured.forEach(config -> configs.put(config.name(), config));
  }

  /** How much this provider is asked. */
  public ProviderConfig of(String provider) {
    return configs.computeIfAbsent(provider, ProviderConfig::unconfigured);
  }
}
