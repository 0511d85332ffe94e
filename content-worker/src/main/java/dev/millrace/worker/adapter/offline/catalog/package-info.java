/** The embedded reviewer of the exercise catalog: rules, and no language model. */
@NullMarked
package dev.millrace.worker.adapter.offline.catalog;

import org.jspecify.annotations.NullMarked;
