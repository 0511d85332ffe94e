package dev.millrace.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.outbound.OutboundClient;
import dev.millrace.problem.Violation;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fields out of a JSON object one by one and remembers what was wrong with each. Not for
 * use by several threads.
 */
public final class FieldReader {
  private static final int MOST_VIOLATIONS = 20;
  private static final int LONGEST_URL = 2048;

  private final Map<String, JsonNode> rest = new LinkedHashMap<>();
  private final List<Violation> violations = new ArrayList<>();

  /** Of the object, which stays as it is. */
  public FieldReader(ObjectNode document) {
    document.properties().forEach(field -> rest.put(field.getKey(), field.getValue()));
  }

  /** A text; empty when it is missing or wrong. */
  public String requiredText(String name, int longest) {
    String text = optionalText(name, longest);
    if (text == null) {
      if (!isRefused(name)) {
        refuse("/" + name, "This field is required.");
      }
      return "";
    }
    return text;
  }

  /** A text that may have several lines; empty when it is missing or wrong. */
  public String requiredProse(String name, int longest) {
    JsonNode node = take(name);
    if (node == null) {
      refuse("/" + name, "This field is required.");
      return "";
    }
    String text = text("/" + name, node, longest, true);
    return text == null ? "" : text;
  }

  /** A text, or null when it is not there. */
  public @Nullable String optionalText(String name, int longest) {
    JsonNode node = take(name);
    return node == null ? null : text("/" + name, node, longest);
  }

  /** The name of an organization, or null when it is not there. */
  public @Nullable String optionalOrganization(String name) {
    String organization = optionalText(name, 64);
    if (organization != null && !Organizations.isValid(organization)) {
      refuse("/" + name, "Only letters, digits, dot, dash and underscore are allowed.");
      return null;
    }
    return organization;
  }

  /** A UUID, or null when it is not there. */
  public @Nullable UUID optionalUuid(String name) {
    String text = optionalText(name, 36);
    if (text == null) {
      return null;
    }
    try {
      UUID id = UUID.fromString(text);
      // The platform also reads shortened forms, which would come back as another text.
      if (id.toString().equalsIgnoreCase(text)) {
        return id;
      }
    } catch (IllegalArgumentException malformed) {
      // Refused below, as are the shortened forms.
    }
    refuse("/" + name, "This must be a UUID.");
    return null;
  }

  /**
   * An address that something may be posted to, or null when it is not there; whether its host may
   * be called is seen when it is.
   */
  public @Nullable String optionalUrl(String name) {
    String text = optionalText(name, LONGEST_URL);
    if (text == null) {
      return null;
    }
    Optional<String> objection = objection(text);
    objection.ifPresent(fault -> refuse("/" + name, "The URL " + fault + "."));
    return objection.isPresent() ? null : text;
  }

  private static Optional<String> objection(String text) {
    try {
      URI url = new URI(text);
      if (!text.chars().allMatch(c -> c > ' ' && c <= '~')) {
        return Optional.of("must be of visible ASCII; encode what is not");
      }
      return url.getRawFragment() == null
          ? OutboundClient.objection(url)
          : Optional.of("must not have a fragment");
    } catch (URISyntaxException malformed) {
      return Optional.of("is none");
    }
  }

  /** A time, or null when it is not there. */
  public @Nullable Instant optionalInstant(String name) {
    String text = optionalText(name, 64);
    if (text == null) {
      return null;
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      // RFC 3339 has years of four digits, and the database little more.
      if (time.getYear() >= 1 && time.getYear() <= 9999) {
        return time.toInstant();
      }
    } catch (DateTimeException malformed) {
      // Refused below, as are the years beyond.
    }
    refuse(
        "/" + name, "This must be a time with an offset (RFC 3339), such as 2030-01-31T09:00:00Z.");
    return null;
  }

  /** A length of time of whole seconds, or null when it is not there. */
  public @Nullable Duration optionalDuration(String name, Duration least, Duration most) {
    String text = optionalText(name, 64);
    if (text == null) {
      return null;
    }
    try {
      Duration duration = Duration.parse(text);
      if (duration.compareTo(least) >= 0
          && duration.compareTo(most) <= 0
          && duration.toNanosPart() == 0) {
        return duration;
      }
    } catch (DateTimeException malformed) {
      // Refused below, as is what is out of bounds.
    }
    refuse("/" + name, "This must be a duration of whole seconds, " + least + " to " + most + ".");
    return null;
  }

  /** A whole number, or null when it is not there. */
  public @Nullable Integer optionalNumber(String name, int least, int most) {
    JsonNode node = take(name);
    if (node == null) {
      return null;
    }
    if (node.isIntegralNumber()
        && node.canConvertToInt()
        && node.intValue() >= least
        && node.intValue() <= most) {
      return node.intValue();
    }
    refuse("/" + name, "This must be a whole number, " + least + " to " + most + ".");
    return null;
  }

  /** True or false, or null when it is not there. */
  public @Nullable Boolean optionalFlag(String name) {
    JsonNode node = take(name);
    if (node == null || node.isBoolean()) {
      return node == null ? null : node.booleanValue();
    }
    refuse("/" + name, "This must be true or false.");
    return null;
  }

  /** One of a closed set of names, or null when it is not there. */
  public <T> @Nullable T optionalOneOf(
      String name, Function<String, Optional<T>> reader, Collection<String> names) {
    String text = optionalText(name, 64);
    if (text == null) {
      return null;
    }
    Optional<T> value = reader.apply(text);
    if (value.isEmpty()) {
      refuse("/" + name, "This must be one of " + String.join(", ", names) + ".");
    }
    return value.orElse(null);
  }

  /** Refuses every field that nobody has taken. */
  public void refuseRemaining() {
    remaining()
        .forEachRemaining(
            field ->
                refuse(Violation.pointer(List.of(field.getKey())), "There is no such field here."));
  }

  /** Everything that was wrong so far. */
  public List<Violation> violations() {
    return List.copyOf(violations);
  }

  ContentFormat format(String name) {
    String text = optionalText(name, 32);
    if (text == null) {
      return ContentFormat.LESSON;
    }
    return ContentFormat.of(text)
        .orElseGet(
            () -> {
              refuse("/" + name, "This must be one of lesson, quiz, summary, flashcards.");
              return ContentFormat.LESSON;
            });
  }

  /** Texts; none when they are not there. */
  public List<String> texts(String name, int most, int longest) {
    JsonNode node = take(name);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray() || node.size() > most) {
      refuse("/" + name, "This must be an array of at most " + most + " strings.");
      return List.of();
    }
    List<String> texts = new ArrayList<>(node.size());
    for (int index = 0; index < node.size(); index++) {
      String text = text("/" + name + "/" + index, node.get(index), longest);
      if (text != null) {
        texts.add(text);
      }
    }
    return List.copyOf(texts);
  }

  /** An object; an empty one when it is not there. */
  public ObjectNode object(String name) {
    JsonNode node = take(name);
    if (node instanceof ObjectNode object) {
      return object;
    }
    if (node != null) {
      refuse("/" + name, "This must be a JSON object.");
    }
    return ContentRequestCodec.emptyObject();
  }

  /** The fields that nobody has taken. */
  public Iterator<Map.Entry<String, JsonNode>> remaining() {
    return rest.entrySet().iterator();
  }

  /**
   * Refuses what could not be stored, or could not be read again once it was: Postgres stores
   * neither the NUL character nor half a surrogate pair, writes numbers out in full, and our own
   * messages nest the metadata one level deeper than the producer's may.
   */
  public void checkStorable(String pointer, JsonNode node, int deepest) {
    Storable.check(pointer, node, deepest, this::refuse);
  }

  /** Remembers that something is wrong. */
  public void refuse(String pointer, String message) {
    if (violations.size() < MOST_VIOLATIONS) {
      violations.add(new Violation(pointer, message));
    }
  }

  boolean isValid() {
    return violations.isEmpty();
  }

  void throwIfInvalid() throws InvalidContentRequest {
    if (!violations.isEmpty()) {
      throw new InvalidContentRequest(violations);
    }
  }

  private @Nullable JsonNode take(String name) {
    JsonNode node = rest.remove(name);
    return node == null || node.isNull() ? null : node;
  }

  private @Nullable String text(String pointer, JsonNode node, int longest) {
    return text(pointer, node, longest, false);
  }

  private @Nullable String text(String pointer, JsonNode node, int longest, boolean hasLines) {
    if (!node.isTextual()) {
      refuse(pointer, "This must be a string.");
      return null;
    }
    String text = node.textValue().strip();
    if (text.isEmpty()) {
      refuse(pointer, "This must not be blank.");
    } else if (text.codePointCount(0, text.length()) > longest) {
      refuse(pointer, "This may have at most " + longest + " characters.");
    } else if (hasControls(text, hasLines) || !Storable.isText(text)) {
      refuse(pointer, "Control characters and unpaired surrogates are not allowed.");
    } else {
      return text;
    }
    return null;
  }

  private static boolean hasControls(String text, boolean hasLines) {
    for (int place = 0; place < text.length(); place++) {
      if (isForbidden(text.charAt(place), hasLines)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isForbidden(char character, boolean hasLines) {
    boolean isLayout = character == '\n' || character == '\r' || character == '\t';
    return Character.isISOControl(character) && !(hasLines && isLayout);
  }

  private boolean isRefused(String name) {
    return violations.stream().anyMatch(each -> each.pointer().equals("/" + name));
  }
}
