@NullMarked
package dev.millrace.lease;

import org.jspecify.annotations.NullMarked;
