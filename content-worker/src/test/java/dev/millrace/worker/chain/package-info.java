@NullMarked
package dev.millrace.worker.chain;

import org.jspecify.annotations.NullMarked;
