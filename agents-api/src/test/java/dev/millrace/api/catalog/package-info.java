@NullMarked
package dev.millrace.api.catalog;

import org.jspecify.annotations.NullMarked;
