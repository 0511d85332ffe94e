/** What was bought before, and what is being bought at this moment. */
@NullMarked
package dev.millrace.worker.call.cache;

import org.jspecify.annotations.NullMarked;
