/**
 * Telling others of ends: whoever ends something writes, in the same transaction, what must be
 * delivered ({@link dev.millrace.callback.Callbacks}); content-worker delivers it, signed by
 * secrets that are kept sealed ({@link dev.millrace.callback.SigningSecrets}).
 */
@NullMarked
package dev.millrace.callback;

import org.jspecify.annotations.NullMarked;
