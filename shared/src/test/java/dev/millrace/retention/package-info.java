@NullMarked
package dev.millrace.retention;

import org.jspecify.annotations.NullMarked;
