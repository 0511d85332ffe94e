@NullMarked
package dev.millrace.local.postgres;

import org.jspecify.annotations.NullMarked;
