package dev.millrace.health;

import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerShutdownEvent;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.TaskScheduler;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/** What all probes last found. It is asked in the background, and again when that was long ago. */
@Singleton
final class Health {
  static final String DATABASE = "database";

  private final HealthConfig config;
  private final TaskScheduler scheduler;
  private final List<Watch> watches;
  private volatile boolean started;
  private volatile @Nullable ScheduledFuture<?> rounds;

  Health(
      HealthConfig config,
      @Named(TaskExecutors.SCHEDULED) TaskScheduler scheduler,
      Collection<Probe> probes) {
    this.config = config;
    this.scheduler = scheduler;
    this.watches =
        probes.stream()
            .map(probe -> new Watch(probe, config))
            .sorted(
                Comparator.comparing((Watch watch) -> !watch.name().equals(DATABASE))
                    .thenComparing(Watch::name))
            .toList();
  }

  @EventListener
  void onStart(ServerStartupEvent event) {
    started = true;
    rounds = scheduler.scheduleWithFixedDelay(Duration.ZERO, config.impatience(), this::refresh);
  }

  /** Requests should go elsewhere from now on, and what closes next is no news. */
  @EventListener
  void onStop(ServerShutdownEvent event) {
    started = false;
    if (rounds != null) {
      rounds.cancel(false);
    }
  }

  /** Whether requests may come: the service is up, and its database is there. */
  boolean isReady() {
    return started && services().getOrDefault(DATABASE, true);
  }

  /** Whether each thing works, the database first; found without waiting much. */
  Map<String, Boolean> services() {
    watches.forEach(Watch::refreshIfStale);
    long until = System.nanoTime() + config.patience().toNanos();
    Map<String, Boolean> services = new LinkedHashMap<>();
    watches.forEach(watch -> services.put(watch.name(), watch.works(until)));
    return services;
  }

  private void refresh() {
    watches.forEach(Watch::refreshIfDue);
  }
}
