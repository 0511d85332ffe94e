@NullMarked
package dev.millrace.health;

import org.jspecify.annotations.NullMarked;
