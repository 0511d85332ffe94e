package dev.millrace.worker.adapter.offline.catalog;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One kind of fault. Keeps no state.
 *
 * @param findings all that it may find, by name
 * @param look the fault, if the exercise has it
 */
record Rule(Set<String> findings, Function<Subject, Optional<Found>> look) {
  static Rule of(Function<Subject, Optional<Found>> look, String... findings) {
    return new Rule(Set.of(findings), look);
  }
}
