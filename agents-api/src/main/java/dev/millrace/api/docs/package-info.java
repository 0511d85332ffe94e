/** What the API's description says of what callers send. */
@NullMarked
package dev.millrace.api.docs;

import org.jspecify.annotations.NullMarked;
