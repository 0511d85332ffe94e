package dev.millrace.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks agents to do, validated: over REST or in a message, by us or by a producer
 * that is not ours.
 *
 * @param id the row's id; only our own messages name it
 * @param correlationId the producer's own name for the run, unique in its organization
 * @param organizationId whose run it is, where the document says so
 * @param prompt what is to be done, in the requester's words
 * @param shop the shop that it is done for
 * @param parameters of the kind, such as width and height of a picture
 * @param callbackUrl where its end is told
 * @param metadata the producer's own data, with every field that we do not know
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NewAgentRun(
    @Nullable UUID id,
    @Nullable String correlationId,
    @Nullable String organizationId,
    RunKind kind,
    String prompt,
    @Nullable String shop,
    ObjectNode parameters,
    @Nullable String callbackUrl,
    ObjectNode metadata) {

  /** The same under these names, which a document may leave open. */
  public NewAgentRun named(UUID row, String correlation, String organization) {
    return new NewAgentRun(
        row, correlation, organization, kind, prompt, shop, parameters, callbackUrl, metadata);
  }
}
