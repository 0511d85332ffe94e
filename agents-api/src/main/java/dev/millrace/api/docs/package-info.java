/** The API's description, and a page to try it. */
@NullMarked
package dev.millrace.api.docs;

import org.jspecify.annotations.NullMarked;
