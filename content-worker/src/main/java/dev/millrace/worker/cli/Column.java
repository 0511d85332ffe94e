package dev.millrace.worker.cli;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A column of a table for people. */
record Column<T>(String title, Function<T, @Nullable Object> value) {}
