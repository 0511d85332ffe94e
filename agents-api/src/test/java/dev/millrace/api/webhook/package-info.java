@NullMarked
package dev.millrace.api.webhook;

import org.jspecify.annotations.NullMarked;
