@NullMarked
package dev.millrace.database;

import org.jspecify.annotations.NullMarked;
