@NullMarked
package dev.millrace.worker.adapter.flux;

import org.jspecify.annotations.NullMarked;
