/** Generated documents: the schema each format must meet, and the Markdown each becomes. */
@NullMarked
package dev.millrace.worker.provider.document;

import org.jspecify.annotations.NullMarked;
