package dev.millrace.worker.callback;

import java.util.HashMap;
import java.util.Map;

/**
 * How much of this worker each receiver may take. A receiver of which nothing is known has one
 * delivery under way; each prompt answer allows it one more, up to a bound; one that is slow or
 * silent begins anew. So many slow receivers take one slot each, and a prompt one is served at
 * speed.
 *
 * <p>Remembers those that are served, and so many others. Safe for use by many threads.
 */
final class Receivers {
  private static final int MOST_REMEMBERED = 1_000;

  private final int most;
  private final Map<String, Standing> standings = new HashMap<>();

  Receivers(int most) {
    this.most = most;
  }

  private static final class Standing {
    private int allowance = 1;
    private int underWay;
  }

  /** For each receiver that is remembered, how many more may begin; for any other it is one. */
  synchronized Map<String, Integer> rooms() {
    Map<String, Integer> rooms = new HashMap<>();
    standings.forEach(
        (receiver, standing) ->
            rooms.put(receiver, Math.max(0, standing.allowance - standing.underWay)));
    return rooms;
  }

  synchronized void began(String receiver) {
    standings.computeIfAbsent(receiver, unknown -> new Standing()).underWay++;
  }

  synchronized void ended(String receiver, boolean isPrompt) {
    Standing standing = standings.get(receiver);
    if (standing == null) {
      return;
    }
    standing.underWay--;
    standing.allowance = isPrompt ? Math.min(standing.allowance + 1, most) : 1;
    if (standing.underWay == 0 && (!isPrompt || standings.size() > MOST_REMEMBERED)) {
      standings.remove(receiver);
    }
  }
}
