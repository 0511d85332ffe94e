package dev.millrace.worker.content;

import dev.millrace.worker.chain.Purpose;
import dev.millrace.worker.chain.Roster;
import dev.millrace.worker.provider.ContentProvider;
import dev.millrace.worker.provider.offline.OfflineProvider;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/**
 * Chooses the content provider at start. The embedded one alone needs no prompt, no parsing and no
 * second validation, and what it writes a second is bounded by the database only.
 */
@Factory
final class ContentProviderFactory {
  @Singleton
  ContentProvider contentProvider(
      Roster roster, OfflineProvider offline, BeanProvider<ChainedProvider> chained) {
    return roster.isOffline(Purpose.CONTENT) ? offline : chained.get();
  }
}
