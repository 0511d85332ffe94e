@NullMarked
package dev.millrace.worker.handover;

import org.jspecify.annotations.NullMarked;
