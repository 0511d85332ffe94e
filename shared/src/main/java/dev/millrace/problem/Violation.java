package dev.millrace.problem;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.Iterator;

/**
 * One fault in what the client sent.
 *
 * @param pointer where it is: an RFC 6901 pointer into the JSON body, with names as on the wire; a
 *     query parameter or header is {@code /name}; the whole body is the empty string
 * @param message what is wrong there, without the name: "must not be blank"
 */
@Introspected
public record Violation(String pointer, String message) {
  private static final SnakeCaseStrategy WIRE = new SnakeCaseStrategy();

  /**
   * The violation of a bean's constraint, or of a controller argument's.
   *
   * <p>An argument that is itself a bean stands for the body, so its Java name is left out.
   */
  public static Violation of(ConstraintViolation<?> violation) {
    return new Violation(pointer(violation.getPropertyPath()), violation.getMessage());
  }

  /** The pointer of {@code tokens}, which are escaped but otherwise taken as they are. */
  public static String pointer(Iterable<String> tokens) {
    StringBuilder pointer = new StringBuilder();
    tokens.forEach(token -> append(pointer, token));
    return pointer.toString();
  }

  private static String pointer(Path path) {
    StringBuilder pointer = new StringBuilder();
    for (Iterator<Path.Node> nodes = path.iterator(); nodes.hasNext(); ) {
      Path.Node node = nodes.next();
      appendPlace(pointer, node);
      if (isNamed(node) && !(node.getKind() == ElementKind.PARAMETER && nodes.hasNext())) {
        append(pointer, WIRE.translate(node.getName()));
      }
    }
    return pointer.toString();
  }

  private static boolean isNamed(Path.Node node) {
    return switch (node.getKind()) {
      case PROPERTY, PARAMETER -> node.getName() != null;
      case BEAN, METHOD, CONSTRUCTOR, CROSS_PARAMETER, RETURN_VALUE, CONTAINER_ELEMENT -> false;
    };
  }

  private static void appendPlace(StringBuilder pointer, Path.Node node) {
    if (node.getIndex() != null) {
      append(pointer, node.getIndex().toString());
    } else if (node.getKey() != null) {
      append(pointer, node.getKey().toString());
    }
  }

  private static void append(StringBuilder pointer, String token) {
    pointer.append('/').append(token.replace("~", "~0").replace("/", "~1"));
  }
}
