/** Tests of what services say of their APIs. */
@NullMarked
package dev.millrace.docs;

import org.jspecify.annotations.NullMarked;
