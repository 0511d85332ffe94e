package dev.millrace.worker.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/** What a run has done so far, by the names that its history has. Safe for use by many threads. */
final class Tally {
  private final Map<String, Long> counts = new TreeMap<>();
  private BigDecimal cost = BigDecimal.ZERO;
  private volatile Runnable listener = () -> {};

  /** Lets somebody hear, from any thread, that something was counted; must not block. */
  void onCount(Runnable listener) {
    this.listener = listener;
  }

  void add(String name, long number) {
    if (number != 0) {
      merge(name, number);
      listener.run();
    }
  }

  private synchronized void merge(String name, long number) {
    counts.merge(name, number, Long::sum);
  }

  synchronized void spend(BigDecimal money) {
    cost = cost.add(money);
  }

  synchronized long of(String name) {
    return counts.getOrDefault(name, 0L);
  }

  synchronized Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }

  synchronized BigDecimal cost() {
    return cost;
  }

  /** As a document. */
  ObjectNode document() {
    ObjectNode document = ContentRequestCodec.emptyObject();
    counts().forEach(document::put);
    return document;
  }
}
