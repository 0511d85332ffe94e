/** Answers to what is asked in Google Chat: what they say, and that they are posted. */
@NullMarked
package dev.millrace.chat;

import org.jspecify.annotations.NullMarked;
