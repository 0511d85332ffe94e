@NullMarked
package dev.millrace.content;

import org.jspecify.annotations.NullMarked;
