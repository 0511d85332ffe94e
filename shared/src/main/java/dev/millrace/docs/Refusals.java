package dev.millrace.docs;

import dev.millrace.problem.Problem;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What an API's description says of the problems that many routes answer with: each is an
 * annotation of a controller or of one of its methods, and does nothing but describe.
 */
public final class Refusals {
  private static final String PROBLEM = "application/problem+json";

  private Refusals() {}

  /** Not everybody may ask. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
  @ApiResponse(
      responseCode = "401",
      description = "No token, or none that is good.",
      content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class)))
  public @interface Unauthenticated {}

  /** The answer needs the database, or something else that can be away or busy. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
  @ApiResponse(
      responseCode = "503",
      description = "Not now; nothing was stored. Repeat it after Retry-After.",
      headers =
          @Header(
              name = "Retry-After",
              description = "Seconds.",
              schema = @Schema(implementation = Integer.class)),
      content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class)))
  public @interface Unavailable {}

  /** Whatever is asked by whoever has a token. */
  @Unauthenticated
  @Unavailable
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.METHOD})
  @ApiResponse(
      responseCode = "403",
      description = "The token is without the scope, or for another organization.",
      content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class)))
  public @interface Guarded {}

  /** One thing is asked for by its id. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.METHOD})
  @ApiResponse(
      responseCode = "404",
      description = "The organization has none of that id.",
      content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class)))
  public @interface NotFound {}

  /** Parameters say what is asked for. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.METHOD})
  @ApiResponse(
      responseCode = "400",
      description = "A parameter that is none; errors says which, and what it should be.",
      content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class)))
  public @interface BadParameter {}

  /** A body is sent. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.METHOD})
  @ApiResponse(
      responseCode = "400",
      description = "Not JSON, or a header that is wrong.",
      content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class)))
  @ApiResponse(
      responseCode = "413",
      description = "The body is too large.",
      content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class)))
  @ApiResponse(
      responseCode = "415",
      description = "The Content-Type is another than that of the body.",
      content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class)))
  @ApiResponse(
      responseCode = "422",
      description = "Fields are wrong, and errors says which; or the key came with another body.",
      content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class)))
  public @interface BadBody {}

  /** The state of what is asked for may not allow it. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.METHOD})
  @ApiResponse(
      responseCode = "409",
      description = "Its state does not allow this; the problem says what would.",
      content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class)))
  public @interface Conflict {}
}
