/**
 * Secrets of Secret Manager under the names of environment variables, for a service that asks for
 * them; without it no class of this package but one is loaded, and nobody is called.
 */
@NullMarked
package dev.millrace.secret;

import org.jspecify.annotations.NullMarked;
