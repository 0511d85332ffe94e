/**
 * The exercise catalog over REST. It is the installation's, so every organization sees all of it.
 */
@NullMarked
package dev.millrace.api.catalog;

import org.jspecify.annotations.NullMarked;
