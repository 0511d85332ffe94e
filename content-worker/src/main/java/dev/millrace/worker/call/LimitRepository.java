package dev.millrace.worker.call;

import dev.millrace.database.Sql;
import dev.millrace.worker.call.guard.ProviderConfig;
import dev.millrace.worker.call.guard.ProviderConfigs;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The limits of providers, which all workers share: the rows of {@code provider_limits}. There is
 * one row for each provider, which is locked once for each set of calls and not for each call.
 */
@Singleton
class LimitRepository {
  private static final Sql MAKE =
      Sql.of(
          """
          INSERT INTO provider_limits (provider, requests_left, tokens_left, filled_at)
          SELECT i.provider, i.requests, i.tokens, clock_timestamp()
          FROM unnest(:providers, :requests, :tokens) AS i (provider, requests, tokens)
          ON CONFLICT DO NOTHING
          """);

  private static final Sql LOCK =
      Sql.of(
          """
          SELECT provider, requests_left, tokens_left, extract(epoch FROM clock_timestamp() - filled_at) AS age
          FROM provider_limits
          WHERE provider = ANY (:providers)
          ORDER BY provider
          FOR UPDATE
          """);

  private static final Sql WRITE =
      Sql.of(
          """
          UPDATE provider_limits l
          SET requests_left = i.requests, tokens_left = i.tokens, filled_at = l.filled_at + i.age * interval '1 second'
          FROM unnest(:providers, :requests, :tokens, :ages) AS i (provider, requests, tokens, age)
          WHERE l.provider = i.provider
          """);

  private static final Sql GIVE_BACK =
      Sql.of(
          """
          WITH input AS (
            SELECT * FROM unnest(:providers, :tokens, :capacities) AS i (provider, tokens, capacity)
          ), locked AS (
            SELECT provider FROM provider_limits WHERE provider = ANY (:providers) ORDER BY provider FOR UPDATE
          )
          UPDATE provider_limits l
          SET tokens_left = least(l.tokens_left + i.tokens, i.capacity)
          FROM locked JOIN input i USING (provider)
          WHERE l.provider = locked.provider
          """);

  private final ProviderConfigs configs;

  LimitRepository(ProviderConfigs configs) {
    this.configs = configs;
  }

  /** Locks the buckets of those providers that have a limit. */
  Map<String, Bucket> open(Connection connection, Collection<String> providers) {
    List<ProviderConfig> limited =
        providers.stream()
            .distinct()
            .sorted()
            .map(configs::of)
            .filter(ProviderConfig::isLimited)
            .toList();
    Map<String, Bucket> buckets = new HashMap<>();
    if (!limited.isEmpty()) {
      MAKE.on(connection)
          .bindArray("providers", "text", limited.stream().map(ProviderConfig::name).toList())
          .bindArray("requests", "float8", limited.stream().map(Bucket::requestCapacity).toList())
          .bindArray("tokens", "float8", limited.stream().map(Bucket::tokenCapacity).toList())
          .update();
      LOCK.on(connection)
          .bindArray("providers", "text", limited.stream().map(ProviderConfig::name).toList())
          .list(
              row ->
                  buckets.put(
                      row.getString("provider"),
                      new Bucket(
                          configs.of(row.getString("provider")),
                          row.getDouble("requests_left"),
                          row.getDouble("tokens_left"),
                          row.getDouble("age"))));
    }
    return buckets;
  }

  /** Writes what is left. */
  void write(Connection connection, Map<String, Bucket> buckets) {
    List<Map.Entry<String, Bucket>> touched =
        buckets.entrySet().stream().filter(each -> each.getValue().isTouched()).toList();
    if (touched.isEmpty()) {
      return;
    }
    WRITE
        .on(connection)
        .bindArray("providers", "text", touched.stream().map(Map.Entry::getKey).toList())
        .bindArray(
            "requests", "float8", touched.stream().map(each -> each.getValue().requests()).toList())
        .bindArray(
            "tokens", "float8", touched.stream().map(each -> each.getValue().tokens()).toList())
        .bindArray("ages", "float8", touched.stream().map(each -> each.getValue().age()).toList())
        .update();
  }

  /** Gives back what was estimated too high, or takes what was estimated too low. */
  void giveBack(Connection connection, Map<String, Long> tokens) {
    List<String> limited =
        tokens.keySet().stream()
            .filter(provider -> configs.of(provider).tokensPerMinute() > 0)
            .sorted()
            .toList();
    if (!limited.isEmpty()) {
      GIVE_BACK
          .on(connection)
          .bindArray("providers", "text", limited)
          .bindArray(
              "tokens", "float8", limited.stream().map(tokens::get).map(Long::doubleValue).toList())
          .bindArray(
              "capacities",
              "float8",
              limited.stream().map(configs::of).map(Bucket::tokenCapacity).toList())
          .update();
    }
  }
}
