@NullMarked
package dev.millrace.dispatch;

import org.jspecify.annotations.NullMarked;
