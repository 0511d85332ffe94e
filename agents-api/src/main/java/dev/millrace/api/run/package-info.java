/** Agent runs over REST: ask for one, follow it, and fetch what it made. */
@NullMarked
package dev.millrace.api.run;

import org.jspecify.annotations.NullMarked;
