/** Pictures by Black Forest Labs' Flux: ordered, waited for, fetched. */
@NullMarked
package dev.millrace.worker.adapter.flux;

import org.jspecify.annotations.NullMarked;
