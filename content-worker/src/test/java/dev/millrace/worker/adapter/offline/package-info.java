@NullMarked
package dev.millrace.worker.adapter.offline;

import org.jspecify.annotations.NullMarked;
