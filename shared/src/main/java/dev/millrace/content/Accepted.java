package dev.millrace.content;

import java.time.Instant;
import java.util.UUID;

/**
 * What became of an {@link Intake}.
 *
 * @param id the row that answers for it: its own, or the older one of the same correlation id
 * @param isNew whether the row was made by this intake (also when the same intake is repeated)
 * @param isDue whether the row is to be published at once, because it is new and need not wait
 * @param isHeld whether the row was made just now with its lease taken
 * @param isPlaceless whether it waits until its organization has less in flight
 * @param createdAt when the row was made, by the database's clock
 */
public record Accepted(
    UUID id,
    boolean isNew,
    boolean isDue,
    boolean isHeld,
    boolean isPlaceless,
    Instant createdAt) {}
