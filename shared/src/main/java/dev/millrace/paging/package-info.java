/** Pages of long lists: filters, cursors and links. */
@NullMarked
package dev.millrace.paging;

import org.jspecify.annotations.NullMarked;
