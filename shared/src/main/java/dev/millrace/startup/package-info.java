/** What a service does before it takes work, and how it says so. */
@NullMarked
package dev.millrace.startup;

import org.jspecify.annotations.NullMarked;
