package dev.millrace.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for, validated: over REST or in a message, by us or by a producer that is not
 * ours.
 *
 * @param id the row's id; only our own messages name it
 * @param correlationId the producer's own name for the request, unique in its organization
 * @param organizationId whose request it is, where the document says so
 * @param notBefore the earliest time at which it may run
 * @param callbackUrl where its end is told
 * @param metadata the producer's own data, with every field that we do not know
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NewContentRequest(
    @Nullable UUID id,
    @Nullable String correlationId,
    @Nullable String organizationId,
    String studentId,
    String topic,
    String gradeLevel,
    ContentFormat format,
    List<String> interests,
    @Nullable Instant notBefore,
    @Nullable String callbackUrl,
    ObjectNode metadata) {}
