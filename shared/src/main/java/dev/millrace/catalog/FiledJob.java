package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;

/**
 * What became of a job that was to be filed.
 *
 * @param id its own, or that of the open job which asks for the same
 * @param isNew whether it was filed
 */
public record FiledJob(UUID id, @JsonProperty("new") boolean isNew) {}
