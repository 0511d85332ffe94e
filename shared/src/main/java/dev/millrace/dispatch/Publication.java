package dev.millrace.dispatch;

import dev.millrace.content.ContentRequest;
import dev.millrace.content.NewContentRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One message to be published for a row.
 *
 * @param dispatch the row's dispatch number, which the message carries as an attribute
 * @param request the document; its id and correlation id are set
 * @param traceParent the W3C trace context that the consumer continues
 */
public record Publication(
    UUID id,
    int dispatch,
    String organizationId,
    NewContentRequest request,
    @Nullable String traceParent) {

  /** The publication of a row as it stands. */
  public static Publication of(ContentRequest row) {
    return new Publication(
        row.id(), row.dispatch(), row.organizationId(), row.document(), row.traceParent());
  }
}
