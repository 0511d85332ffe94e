package dev.millrace.scheduler.storage;

import dev.millrace.scheduler.schedule.Schedule;
import java.util.Optional;
import java.util.UUID;

/**
 * Schedules as their owners change them. An organization finds its own only, and what was deleted
 * is not seen here.
 */
public interface Register {
  /**
   * Inserts a schedule, unless its organization has one of its dedupe key already. Its times are
   * the storage's, and its version is 1.
   */
  boolean insert(Schedule schedule);

  /** Writes all that may change of a locked schedule, and raises its version. */
  void update(Schedule schedule);

  /** Hides a schedule, and frees its dedupe key; answers whether there was one. */
  boolean delete(String organizationId, UUID id);

  /** The schedule of an id, if it is the organization's. */
  Optional<Schedule> find(String organizationId, UUID id);

  /** As {@link #find}; no tick takes it until the unit ends. */
  Optional<Schedule> lock(String organizationId, UUID id);

  /** The organization's schedule of a dedupe key. */
  Optional<Schedule> findByKey(String organizationId, String key);
}
