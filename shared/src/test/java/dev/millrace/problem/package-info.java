@NullMarked
package dev.millrace.problem;

import org.jspecify.annotations.NullMarked;
