@NullMarked
package dev.millrace.scheduler.http;

import org.jspecify.annotations.NullMarked;
