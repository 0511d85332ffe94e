package dev.millrace.worker.chain;

import dev.millrace.health.Probe;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.exceptions.DisabledBeanException;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** A probe for each provider that is set up, or that a chain names although it is not. */
@Factory
final class ProviderProbes {
  private final Roster roster;
  private final Standing standing;

  ProviderProbes(Roster roster, Standing standing) {
    this.roster = roster;
    this.standing = standing;
  }

  @Singleton
  @Named("gemini")
  Probe gemini() {
    return probe("gemini");
  }

  @Singleton
  @Named("openai")
  Probe openAi() {
    return probe("openai");
  }

  @Singleton
  @Named("flux")
  Probe flux() {
    return probe("flux");
  }

  private Probe probe(String name) {
    return roster.providers().stream()
        .filter(provider -> provider.name().equals(name))
        .filter(provider -> provider.missing().isEmpty() || roster.absent().containsKey(name))
        .findFirst()
        .map(provider -> new ProviderProbe(provider, standing))
        .orElseThrow(() -> new DisabledBeanException(name + " is not set up"));
  }
}
