package dev.millrace.content;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Optional;

/** The shapes in which content can be asked for. */
@Schema(
    type = "string",
    allowableValues = {"lesson", "quiz", "summary", "flashcards"})
public enum ContentFormat {
  LESSON("lesson"),
  QUIZ("quiz"),
  SUMMARY("summary"),
  FLASHCARDS("flashcards");

  private static final WireNames<ContentFormat> NAMES =
      WireNames.of(ContentFormat.class, ContentFormat::wireName);

  private final String wireName;

  ContentFormat(String wireName) {
    this.wireName = wireName;
  }

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return wireName;
  }

  /** The format of that wire name, or empty when there is none. */
  public static Optional<ContentFormat> of(String wireName) {
    return NAMES.find(wireName);
  }
}
