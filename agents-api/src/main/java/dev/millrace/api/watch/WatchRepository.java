package dev.millrace.api.watch;

import dev.millrace.content.RequestStatus;
import dev.millrace.database.Sql;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the poller asks the database, for all watchers at once, of a table whose rows have a status
 * and a durable log.
 */
final class WatchRepository {
  private final Sql look;
  private final Sql events;

  /**
   * Of a table.
   *
   * @param rows the table
   * @param log the table of its events
   * @param key what the log calls the id of a row
   */
  WatchRepository(String rows, String log, String key) {
    this.look =
        Sql.of("SELECT id, status, event_seq FROM %s WHERE id = ANY (:ids)".formatted(rows));
    this.events =
        Sql.of(
            """
            SELECT w.place, e.seq, e.event,
                   (e.data || jsonb_build_object(
                     '%1$s', e.%1$s, 'seq', e.seq, 'event', e.event,
                     'created_at', to_char(e.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))::text
                     AS data
            FROM unnest(:places, :ids, :afters, :rooms) AS w (place, id, after_seq, room)
            CROSS JOIN LATERAL (
              SELECT * FROM %2$s
              WHERE %1$s = w.id AND seq > w.after_seq
              ORDER BY seq
              LIMIT w.room
            ) e
            ORDER BY w.place, e.seq
            """
                .formatted(key, log));
  }

  /** Where these requests stand; unknown ids are left out. */
  Map<UUID, Sighting> look(Connection connection, Collection<UUID> ids) {
    Map<UUID, Sighting> sightings = new HashMap<>();
    look.on(connection)
        .bindArray("ids", "uuid", ids)
        .list(
            row ->
                sightings.put(
                    row.getObject("id", UUID.class),
                    new Sighting(
                        RequestStatus.of(row.getString("status")).orElseThrow(),
                        row.getInt("event_seq"))));
    return sightings;
  }

  /** The next events of each wish, by its place in the list. */
  Map<Integer, List<RequestEvent>> events(Connection connection, List<Wish> wishes) {
    Map<Integer, List<RequestEvent>> events = new HashMap<>();
    List<Integer> places = new ArrayList<>(wishes.size());
    for (int place = 0; place < wishes.size(); place++) {
      places.add(place);
    }
    this.events
        .on(connection)
        .bindArray("places", "int4", places)
        .bindArray("ids", "uuid", wishes.stream().map(Wish::id).toList())
        .bindArray("afters", "int4", wishes.stream().map(Wish::after).toList())
        .bindArray("rooms", "int4", wishes.stream().map(Wish::room).toList())
        .list(
            row ->
                events
                    .computeIfAbsent(row.getInt("place"), place -> new ArrayList<>())
                    .add(
                        new RequestEvent(
                            row.getInt("seq"), row.getString("event"), row.getString("data"))));
    return events;
  }

  /** Where a request stands. */
  record Sighting(RequestStatus status, int eventSeq) {}

  /** Which events somebody wants: at most {@code room} of those after a number. */
  record Wish(UUID id, int after, int room) {}
}
