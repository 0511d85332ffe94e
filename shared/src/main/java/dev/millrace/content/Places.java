package dev.millrace.content;

import dev.millrace.database.Sql;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Who of those that come gets one of the places that an organization has. A request in flight has
 * one: published or about to be, and unfinished. The others wait in the table, for the reason
 * {@link #WAIT_REASON} and without a time of publication, until {@code dispatch/Release} gives them
 * one.
 *
 * <p>Places are counted, by the index of those taken, and not kept in a row that every transaction
 * would have to write. What a count leaves free, an instance gives away for a second without
 * counting again, but only an eighth of it. So the limit may be exceeded by an eighth for each
 * instance and by the sets that are being inserted, and an organization is counted once for many
 * requests.
 *
 * <p>Safe for use by many threads.
 */
@Singleton
public final class Places {
  /** Why a request waits that has no place. */
  public static final String WAIT_REASON = "organization_limit";

  /** A condition on {@code content_requests r} that holds for those who have a place. */
  public static final String TAKEN =
      "r.next_publish_at IS NOT NULL AND (r.wait_reason IS NULL OR r.wait_reason = 'backoff')";

  private static final int SHARE = 8;
  private static final int MOST_REMEMBERED = 10_000;
  private static final long ALLOWANCE = Duration.ofSeconds(1).toNanos();
  private static final long REFUSAL = Duration.ofMillis(50).toNanos();

  /**
   * Nobody passes one who waits already. The newest of these is asked for: at the other end of the
   * index lie those that have been released since the last vacuum.
   */
  private static final Sql COUNT =
      Sql.of(
          """
          SELECT o.organization_id,
                 CASE WHEN (SELECT true FROM content_requests w
                            WHERE w.organization_id = o.organization_id AND w.wait_reason = 'organization_limit'
                            ORDER BY w.created_at DESC, w.id DESC LIMIT 1)
                      THEN :limit
                      ELSE (SELECT count(*)
                            FROM (SELECT FROM content_requests r
                                  WHERE r.organization_id = o.organization_id AND %s LIMIT :limit) each)
                 END AS taken
          FROM unnest(:organizations) AS o (organization_id)
          """
              .formatted(TAKEN));

  private final int limit;
  private final LongSupplier nanoTime;
  private final Map<String, Allowance> allowances = new HashMap<>();

  @Inject
  Places(Organizations organizations) {
    this(organizations.maxInFlight(), System::nanoTime);
  }

  Places(int limit, LongSupplier nanoTime) {
    this.limit = limit;
    this.nanoTime = nanoTime;
  }

  /**
   * Gives places to the requests of a set, the first of each organization first.
   *
   * @param organizations of each request, its own
   * @return for each in the same order, whether it must wait
   */
  public List<Boolean> refused(Connection connection, List<String> organizations) {
    if (limit == 0) {
      return organizations.stream().map(organization -> false).toList();
    }
    Map<String, Integer> asked = new TreeMap<>();
    organizations.forEach(organization -> asked.merge(organization, 1, Integer::sum));
    Map<String, Integer> granted = allowed(asked);
    List<String> unknown =
        asked.keySet().stream().filter(organization -> !granted.containsKey(organization)).toList();
    if (!unknown.isEmpty()) {
      count(connection, unknown)
          .forEach(
              (organization, free) -> granted.put(organization, note(organization, free, asked)));
    }
    List<Boolean> refused = new ArrayList<>(organizations.size());
    for (String organization : organizations) {
      refused.add(granted.merge(organization, -1, Integer::sum) < 0);
    }
    return refused;
  }

  /** What may be given without counting, as far as that suffices. */
  private synchronized Map<String, Integer> allowed(Map<String, Integer> asked) {
    long now = nanoTime.getAsLong();
    Map<String, Integer> granted = new HashMap<>();
    asked.forEach(
        (organization, wanted) -> {
          Allowance allowance = allowances.get(organization);
          if (allowance != null && allowance.untilNanos - now > 0 && allowance.covers(wanted)) {
            granted.put(organization, Math.min(wanted, allowance.left));
            allowance.left -= Math.min(wanted, allowance.left);
          }
        });
    return granted;
  }

  private Map<String, Integer> count(Connection connection, Collection<String> organizations) {
    Map<String, Integer> free = new HashMap<>();
    COUNT
        .on(connection)
        .bind("limit", limit)
        .bindArray("organizations", "text", organizations)
        .list(row -> free.put(row.getString("organization_id"), limit - row.getInt("taken")));
    return free;
  }

  /** Remembers what a count has found, and answers how many of those that ask are granted. */
  private synchronized int note(String organization, int free, Map<String, Integer> asked) {
    int granted = Math.min(free, asked.getOrDefault(organization, 0));
    if (allowances.size() >= MOST_REMEMBERED) {
      allowances.clear();
    }
    boolean isFull = granted == free;
    allowances.put(
        organization,
        new Allowance(
            isFull,
            isFull ? 0 : (free - granted) / SHARE,
            nanoTime.getAsLong() + (isFull ? REFUSAL : ALLOWANCE)));
    return granted;
  }

  /** What an organization may be given, or be refused, for a while without counting again. */
  private static final class Allowance {
    private final boolean isRefusal;
    private final long untilNanos;
    private int left;

    Allowance(boolean isRefusal, int left, long untilNanos) {
      this.isRefusal = isRefusal;
      this.left = left;
      this.untilNanos = untilNanos;
    }

    boolean covers(int wanted) {
      return isRefusal || left >= wanted;
    }
  }
}
