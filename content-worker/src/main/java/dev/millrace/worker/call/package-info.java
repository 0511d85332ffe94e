/** Calls of models under every rule: recorded, priced, limited, and not bought twice. */
@NullMarked
package dev.millrace.worker.call;

import org.jspecify.annotations.NullMarked;
