/**
 * Google Chat: what somebody writes to the app becomes a run, and its answer goes back in the same
 * call or, where that would take too long, is posted later.
 */
@NullMarked
package dev.millrace.api.chat;

import org.jspecify.annotations.NullMarked;
