/** What a caller may see: its own organization's data, and nothing of others. */
@NullMarked
package dev.millrace.api.tenancy;

import org.jspecify.annotations.NullMarked;
