package dev.millrace.worker.heartbeat;

import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.UUID;

/** This running worker, by a name that no other has had. */
@Singleton
public final class Instance {
  private final String id =
      ManagementFactory.getRuntimeMXBean().getName()
          + "-"
          + UUID.randomUUID().toString().substring(0, 8);

  /** Process, host and a random part. */
  public String id() {
    return id;
  }
}
