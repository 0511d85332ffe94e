/**
 * What an error looks like over HTTP: RFC 9457 problem details, whoever noticed the error.
 *
 * <p>Application code throws a {@link dev.millrace.problem.ProblemException}; everything else (the
 * router, the JSON parser, validation, security, what nobody expected) becomes a problem in {@link
 * dev.millrace.problem.ProblemResponses}.
 */
@NullMarked
package dev.millrace.problem;

import org.jspecify.annotations.NullMarked;
