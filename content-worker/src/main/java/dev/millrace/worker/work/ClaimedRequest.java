package dev.millrace.worker.work;

import dev.millrace.content.ContentFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A content request that this worker holds the lease of. */
public record ClaimedRequest(
    UUID id,
    String organizationId,
    String correlationId,
    String topic,
    String gradeLevel,
    ContentFormat format,
    List<String> interests,
    int retryCount,
    int maxAttempts,
    int dispatch,
    @Nullable String traceParent)
    implements Attempt {

  @Override
  public int attempt() {
    return retryCount + 1;
  }

  @Override
  public boolean isLastAttempt() {
    return attempt() >= maxAttempts;
  }
}
