@NullMarked
package dev.millrace.api.chat;

import org.jspecify.annotations.NullMarked;
