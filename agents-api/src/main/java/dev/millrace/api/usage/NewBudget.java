package dev.millrace.api.usage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.api.content.RequestReader;
import dev.millrace.budget.OnExceed;
import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import dev.millrace.problem.Violation;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The budget that an organization is to have. */
@Introspected
@Schema(name = "NewBudget", description = "What the organization may spend in a day (UTC).")
record NewBudget(
    @Schema(description = "In US dollars; null for the installation's default.")
        @Nullable BigDecimal perDay,
    @Schema(description = "What follows when it is used up; null for the installation's default.")
        @Nullable OnExceed onExceed) {
  private static final Set<String> FIELDS = Set.of("per_day", "on_exceed");
  private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);
  private static final int MOST_DIGITS = 6;

  /**
   * Reads a body. A field that is misspelt is refused, since it would lift the bound.
   *
   * @throws ProblemException 400 when it is not JSON, 422 with everything that is wrong with it
   */
  static NewBudget read(byte[] body) {
    JsonNode document = RequestReader.parse(body);
    List<Violation> violations = new ArrayList<>();
    if (!document.isObject()) {
      violations.add(new Violation("", "This must be a JSON object."));
    }
    document.properties().stream()
        .filter(field -> !FIELDS.contains(field.getKey()))
        .forEach(
            field ->
                violations.add(
                    new Violation(
                        Violation.pointer(List.of(field.getKey())),
                        "There is no such field here.")));
    NewBudget budget =
        new NewBudget(
            perDay(document.path("per_day"), violations),
            onExceed(document.path("on_exceed"), violations));
    if (!violations.isEmpty()) {
      throw new ProblemException(
          Problem.of(
                  HttpStatus.UNPROCESSABLE_ENTITY,
                  "invalid-budget",
                  "Invalid budget",
                  "Correct what errors lists and send it again.")
              .withErrors(violations));
    }
    return budget;
  }

  private static @Nullable BigDecimal perDay(JsonNode node, List<Violation> violations) {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (node.isNumber()
        && node.decimalValue().signum() >= 0
        && node.decimalValue().compareTo(MOST) <= 0
        && node.decimalValue().stripTrailingZeros().scale() <= MOST_DIGITS) {
      return node.decimalValue();
    }
    violations.add(
        new Violation(
            "/per_day",
            "This must be a number of US dollars, 0 to " + MOST + " with at most six decimals."));
    return null;
  }

  private static @Nullable OnExceed onExceed(JsonNode node, List<Violation> violations) {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    OnExceed policy = node.isTextual() ? OnExceed.of(node.textValue()).orElse(null) : null;
    if (policy == null) {
      violations.add(new Violation("/on_exceed", "This must be fail, pause or fall_back."));
    }
    return policy;
  }
}
