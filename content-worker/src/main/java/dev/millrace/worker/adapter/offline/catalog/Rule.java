package dev.millrace.worker.adapter.offline.catalog;

import java.util.Optional;

/** One kind of fault. Implementations keep no state. */
@FunctionalInterface
interface Rule {
  /** The fault, if the exercise has it. */
  Optional<Found> look(Subject subject);
}
