package dev.millrace.worker.provider.offline;

import dev.millrace.failure.FailureClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Which attempts fail, and how. The draw is a hash of request, attempt and dispatch: the same
 * attempt of a dispatch always fares the same. Another attempt draws anew, and so does another
 * dispatch: what was put off at no cost comes back as the same attempt, and would be put off for
 * ever.
 */
final class FaultPlan {

  private record Share(FailureClass failureClass, double upTo) {}

  private final List<Share> shares;

  private FaultPlan(List<Share> shares) {
    this.shares = shares;
  }

  /** Reads {@code class=share,…}; nothing at all is a plan without faults. */
  static FaultPlan parse(String specification) {
    List<Share> shares = new ArrayList<>();
    double total = 0;
    for (String entry : specification.split(",", -1)) {
      if (entry.isBlank()) {
        continue;
      }
      String[] parts = entry.split("=", -1);
      if (parts.length != 2) {
        throw mistake("“" + entry.strip() + "” is not class=share");
      }
      FailureClass failureClass = failureClass(parts[0].strip());
      if (shares.stream().anyMatch(share -> share.failureClass == failureClass)) {
        throw mistake(failureClass.wireName() + " is given twice");
      }
      total += share(parts[1].strip());
      shares.add(new Share(failureClass, total));
    }
    if (total > 1 + 1e-9) {
      throw mistake("the shares add up to more than 1");
    }
    return new FaultPlan(List.copyOf(shares));
  }

  /** How this attempt is to fail, if it is. */
  Optional<FailureClass> strike(UUID requestId, int attempt, int dispatch) {
    if (shares.isEmpty()) {
      return Optional.empty();
    }
    double draw =
        new Draws(requestId.getMostSignificantBits())
            .and(requestId.getLeastSignificantBits())
            .and(attempt)
            .and(dispatch)
            .fraction();
    for (Share share : shares) {
      if (draw < share.upTo) {
        return Optional.of(share.failureClass);
      }
    }
    return Optional.empty();
  }

  private static FailureClass failureClass(String name) {
    return FailureClass.of(name)
        .filter(FaultPlan::canComeFromProvider)
        .orElseThrow(() -> mistake("“" + name + "” is not a class that can be asked for"));
  }

  /** The one class that is found out before any provider is asked. */
  private static boolean canComeFromProvider(FailureClass failureClass) {
    return failureClass != FailureClass.INVALID_REQUEST;
  }

  private static double share(String text) {
    double share;
    try {
      share = Double.parseDouble(text);
    } catch (NumberFormatException failure) {
      throw mistake("“" + text + "” is not a share between 0 and 1");
    }
    if (!(share >= 0 && share <= 1)) {
      throw mistake("“" + text + "” is not a share between 0 and 1");
    }
    return share;
  }

  private static IllegalArgumentException mistake(String what) {
    String allowed =
        Arrays.stream(FailureClass.values())
            .filter(FaultPlan::canComeFromProvider)
            .map(FailureClass::wireName)
            .collect(Collectors.joining(", "));
    return new IllegalArgumentException(
        "OFFLINE_FAULTS must look like transient=0.2,timeout=0.05 with the classes "
            + allowed
            + ", but "
            + what
            + ".");
  }
}
