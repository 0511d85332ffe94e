@NullMarked
package dev.millrace.worker.call.price;

import org.jspecify.annotations.NullMarked;
