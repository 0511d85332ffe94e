@NullMarked
package dev.millrace.callback;

import org.jspecify.annotations.NullMarked;
