@NullMarked
package dev.millrace.budget;

import org.jspecify.annotations.NullMarked;
