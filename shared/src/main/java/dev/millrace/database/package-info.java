/** The way to Postgres: connection, schema, statements with named parameters. */
@NullMarked
package dev.millrace.database;

import org.jspecify.annotations.NullMarked;
