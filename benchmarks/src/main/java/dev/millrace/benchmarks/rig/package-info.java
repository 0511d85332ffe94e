/** What is measured on: a durable Postgres, a broker, and the services as processes. */
@NullMarked
package dev.millrace.benchmarks.rig;

import org.jspecify.annotations.NullMarked;
