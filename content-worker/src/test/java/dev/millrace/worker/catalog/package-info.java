@NullMarked
package dev.millrace.worker.catalog;

import org.jspecify.annotations.NullMarked;
