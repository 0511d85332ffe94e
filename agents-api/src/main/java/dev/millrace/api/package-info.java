/** agents-api: accepts requests over REST and publishes them. */
@NullMarked
package dev.millrace.api;

import org.jspecify.annotations.NullMarked;
