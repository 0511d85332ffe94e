package dev.millrace.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in the client's words, without names of classes, why its JSON was not accepted. */
@Singleton
final class JsonFaults {
  private final ObjectMapper json;

  JsonFaults(ObjectMapper json) {
    this.json = json;
  }

  /** The JSON error that {@code cause} is or wraps. */
  static @Nullable JsonProcessingException find(@Nullable Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof JsonProcessingException exception) {
        return exception;
      }
    }
    return null;
  }

  Problem problem(JsonProcessingException exception) {
    return exception instanceof JsonMappingException mapping && !isUnreadable(mapping)
        ? Problem.invalid(List.of(new Violation(pointer(mapping), message(mapping))))
        : malformed(exception.getLocation());
  }

  /** Faults of syntax may arrive as faults of mapping: wrapped, or told apart by words alone. */
  private static boolean isUnreadable(JsonMappingException exception) {
    return exception.getCause() instanceof JsonParseException
        || exception.getCause() instanceof StreamConstraintsException
        || exception.getOriginalMessage().startsWith("Trailing token");
  }

  private static Problem malformed(@Nullable JsonLocation location) {
    String place =
        location == null
            ? ""
            : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    return Problem.malformedJson(
        "The body is not one JSON document with unique keys and bounded depth; look" + place + ".");
  }

  private static String pointer(JsonMappingException exception) {
    return Violation.pointer(
        exception.getPath().stream()
            .map(step -> step.getFieldName() != null ? step.getFieldName() : "" + step.getIndex())
            .toList());
  }

  private String message(JsonMappingException exception) {
    return switch (exception) {
      case UnrecognizedPropertyException unknown -> "is not a known field";
      case ValueInstantiationException refused when refused.getCause() != null ->
          refusal(refused.getCause());
      case MismatchedInputException wrong when wrong.getTargetType() != null ->
          expected(wrong.getTargetType());
      case JsonMappingException large when large.getCause() instanceof InputCoercionException ->
          "must be a number in range";
      default -> "is not of the right type";
    };
  }

  /** What a record's constructor says against its arguments is written for the client. */
  private static String refusal(Throwable cause) {
    return cause instanceof IllegalArgumentException && cause.getMessage() != null
        ? cause.getMessage()
        : "is not acceptable";
  }

  private String expected(Class<?> type) {
    return type.isEnum() ? "must be one of " + constants(type) : "must be a " + typeName(type);
  }

  private String constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> json.convertValue(constant, String.class))
        .collect(Collectors.joining(", "));
  }

  /** What JSON calls a Java type. */
  static String typeName(Class<?> type) {
    if (CharSequence.class.isAssignableFrom(type)) {
      return "string";
    } else if (type == boolean.class || type == Boolean.class) {
      return "boolean";
    } else if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "number in range";
    } else if (Temporal.class.isAssignableFrom(type)) {
      return "date and time such as 2026-01-31T12:00:00Z";
    } else if (type == Duration.class) {
      return "duration such as PT30S";
    } else if (type == UUID.class) {
      return "UUID";
    } else if (Collection.class.isAssignableFrom(type) || type.isArray()) {
      return "list";
    }
    return type.isRecord() || Map.class.isAssignableFrom(type) ? "JSON object" : "value";
  }
}
