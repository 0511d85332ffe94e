@NullMarked
package dev.millrace.failure;

import org.jspecify.annotations.NullMarked;
