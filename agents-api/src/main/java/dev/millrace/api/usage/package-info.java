/** What an organization has used of models, and what it may spend. */
@NullMarked
package dev.millrace.api.usage;

import org.jspecify.annotations.NullMarked;
