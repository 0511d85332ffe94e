package dev.millrace.testing;

import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Intake;
import java.util.List;
import java.util.stream.IntStream;

/** Requests ready to be inserted. */
public final class Intakes {
  public static final String ORGANIZATION = "test-organization";

  private Intakes() {}

  /** One with a correlation id that is its own. */
  public static Intake fresh() {
    return of(ContentRequestRepository.newId().toString(), ContentRequestJson.valid());
  }

  /** As many fresh ones. */
  public static List<Intake> fresh(int count) {
    return IntStream.range(0, count).mapToObj(number -> fresh()).toList();
  }

  /** One of that correlation id. */
  public static Intake of(String correlationId, ContentRequestJson document) {
    return of(ORGANIZATION, correlationId, document);
  }

  /** One of that organization and correlation id. */
  public static Intake of(String organization, String correlationId, ContentRequestJson document) {
    return new Intake(
        ContentRequestRepository.newId(), organization, correlationId, document.decoded(), null);
  }
}
