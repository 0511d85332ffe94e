@NullMarked
package dev.millrace.worker.run;

import org.jspecify.annotations.NullMarked;
