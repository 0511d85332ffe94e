/** A real PostgreSQL inside the process tree: the laptop's database and every test's. */
@NullMarked
package dev.millrace.local.postgres;

import org.jspecify.annotations.NullMarked;
