package dev.millrace.catalog;

import io.micronaut.core.annotation.Introspected;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What a day came to.
 *
 * @param day of UTC
 * @param cost of reviews and of planning, in US dollars
 */
@Introspected
public record DaySummary(
    LocalDate day,
    long runs,
    long runsFailed,
    long jobsFiled,
    long jobsCompleted,
    long jobsFailed,
    long jobsArchived,
    long changesApplied,
    long changesReverted,
    long exercisesReviewed,
    long findings,
    BigDecimal cost) {}
