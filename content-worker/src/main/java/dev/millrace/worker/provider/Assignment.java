package dev.millrace.worker.provider;

import dev.millrace.content.ContentFormat;
import dev.millrace.lease.Lease;
import java.util.List;
import java.util.UUID;

/**
 * What a provider is to generate. All text is the requester's own and is to be trusted by nobody.
 *
 * @param attempt counts from 1
 * @param dispatch the row's dispatch number: it grows when the same attempt is made again, because
 *     the provider would not serve it yet
 * @param organizationId on whose behalf
 * @param lease the right to work on the row: whoever calls a model for it needs it
 */
public record Assignment(
    UUID requestId,
    String topic,
    String gradeLevel,
    ContentFormat format,
    List<String> interests,
    int attempt,
    int dispatch,
    String organizationId,
    Lease lease) {

  public Assignment {
    interests = List.copyOf(interests);
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt counts from 1, not " + attempt);
    }
  }
}
