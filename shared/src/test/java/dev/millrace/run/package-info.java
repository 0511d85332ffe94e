@NullMarked
package dev.millrace.run;

import org.jspecify.annotations.NullMarked;
