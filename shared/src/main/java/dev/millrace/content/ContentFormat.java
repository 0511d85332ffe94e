package dev.millrace.content;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
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
    return Arrays.stream(values()).filter(format -> format.wireName.equals(wireName)).findFirst();
  }
}
