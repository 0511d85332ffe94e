@NullMarked
package dev.millrace.outbound;

import org.jspecify.annotations.NullMarked;
