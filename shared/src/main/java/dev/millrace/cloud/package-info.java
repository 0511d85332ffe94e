/** What Google Cloud tells a service about itself. */
@NullMarked
package dev.millrace.cloud;

import org.jspecify.annotations.NullMarked;
