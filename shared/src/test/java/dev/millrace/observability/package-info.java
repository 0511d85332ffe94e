@NullMarked
package dev.millrace.observability;

import org.jspecify.annotations.NullMarked;
