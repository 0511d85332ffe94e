package dev.millrace.scheduler.driver;

import dev.millrace.scheduler.driver.DriverConfig.Driver;
import dev.millrace.scheduler.shadow.ShadowTick;
import dev.millrace.scheduler.tick.ShadowConfig;
import dev.millrace.scheduler.tick.Tick;
import dev.millrace.scheduler.tick.TickResult;
import jakarta.inject.Singleton;

/** Which tick a driver makes. In shadow mode only the driver that is named fires. */
@Singleton
final class Paths {
  private final Tick live;
  private final ShadowTick shadow;
  private final DriverConfig driver;
  private final ShadowConfig config;

  Paths(Tick live, ShadowTick shadow, DriverConfig driver, ShadowConfig config) {
    this.live = live;
    this.shadow = shadow;
    this.driver = driver;
    this.config = config;
  }

  /** Makes the tick of a call, which waits for what it begins in this service. */
  TickResult tickOfCall() {
    return isShadow(Driver.HTTP) ? shadow.run() : live.runAndWait();
  }

  /** Makes a tick of the loop in this process. */
  TickResult tickOfTheLoop() {
    return isShadow(Driver.LOOP) ? shadow.run() : live.run();
  }

  private boolean isShadow(Driver asking) {
    return config.enabled() && driver.driver() != asking;
  }
}
