/**
 * What the tests of every module share: a migrated database, questions to it, example documents.
 */
@NullMarked
package dev.millrace.testing;

import org.jspecify.annotations.NullMarked;
