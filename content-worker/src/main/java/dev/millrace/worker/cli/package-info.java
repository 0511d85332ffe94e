/** The operators' commands on the catalog: what a person types, and how the answer is shown. */
@NullMarked
package dev.millrace.worker.cli;

import org.jspecify.annotations.NullMarked;
