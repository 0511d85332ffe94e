/** What an organization may spend in a day. */
@NullMarked
package dev.millrace.budget;

import org.jspecify.annotations.NullMarked;
