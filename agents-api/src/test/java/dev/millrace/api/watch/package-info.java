@NullMarked
package dev.millrace.api.watch;

import org.jspecify.annotations.NullMarked;
