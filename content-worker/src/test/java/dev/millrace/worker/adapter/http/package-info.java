@NullMarked
package dev.millrace.worker.adapter.http;

import org.jspecify.annotations.NullMarked;
