package dev.millrace.worker.handover;

import dev.millrace.outbound.OutboundClient;
import dev.millrace.outbound.WebhookSigner;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.exceptions.ConfigurationException;
import java.net.URI;
import java.sql.Connection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Who is to be told of the end of a run, decided in the transaction that ends it. Made at start, so
 * that a wrong configuration ends the start. Thread-safe.
 */
@Context
public final class Handovers {
  private final HandoverRepository repository;
  private final Map<Target, URI> addresses = new EnumMap<>(Target.class);
  private final Optional<WebhookSigner> signer;

  Handovers(HandoverConfig config, HandoverRepository repository) {
    this.repository = repository;
    config
        .product()
        .ifPresent(url -> addresses.put(Target.PRODUCT, checked("PRODUCT_API_URL", url)));
    config.admin().ifPresent(url -> addresses.put(Target.ADMIN, checked("ADMIN_API_URL", url)));
    checked("CHAT_API_URL", config.chat());
    this.signer =
        Optional.ofNullable(config.secret())
            .filter(secret -> !secret.isEmpty())
            .map(secret -> WebhookSigner.of("HANDOVER_SECRET", secret));
  }

  /** Writes down that the end of a run, which has left a task, is to be told. */
  public void plan(Connection connection, UUID run) {
    if (!addresses.isEmpty()) {
      repository.plan(connection, run, addresses.keySet().stream().map(Target::wireName).toList());
    }
  }

  /** Where a target is; empty when it is not configured any more. */
  Optional<URI> address(Target target) {
    return Optional.ofNullable(addresses.get(target));
  }

  /** Who signs; there whenever a target is. */
  WebhookSigner signer() {
    return signer.orElseThrow();
  }

  /** The targets that are configured, and Chat: whatever waits for it was asked there. */
  List<String> targets() {
    return Stream.concat(addresses.keySet().stream(), Stream.of(Target.CHAT))
        .map(Target::wireName)
        .toList();
  }

  private static URI checked(String variable, URI url) {
    Optional<String> fault = OutboundClient.objection(url);
    if (fault.isPresent()) {
      throw new ConfigurationException(variable + ": the URL " + fault.get() + ".");
    }
    return url;
  }
}
