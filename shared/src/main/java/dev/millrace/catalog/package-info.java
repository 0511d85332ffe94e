/**
 * The exercise catalog: exercises, the jobs that mend them, the journal of what was changed, and
 * backups. Only {@link dev.millrace.catalog.Journal} writes exercises.
 */
@NullMarked
package dev.millrace.catalog;

import org.jspecify.annotations.NullMarked;
