package dev.millrace.content;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * Whoever makes rows in order to work on them.
 *
 * @param tokens the fencing token for each row's id; a row without one is left to others
 * @param owner the worker
 * @param length how long the leases are granted for
 */
public record Hold(Map<UUID, UUID> tokens, String owner, Duration length) {
  static final Hold NOBODY = new Hold(Map.of(), "", Duration.ZERO);
}
