package dev.millrace.api.watch;

import dev.millrace.content.ContentRequest;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Database;
import dev.millrace.run.AgentRun;
import dev.millrace.run.AgentRunRepository;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;

/** One poller for each table that is watched. */
@Factory
final class WatchFactory {
  @Singleton
  @Primary
  @Bean(preDestroy = "close")
  Watch<ContentRequest> requests(
      WatchConfig config, Database database, ContentRequestRepository requests) {
    return new Watch<>(
        config,
        database,
        new WatchRepository("content_requests", "request_events", "request_id"),
        new Watch.Rows<>() {
          @Override
          public UUID id(ContentRequest row) {
            return row.id();
          }

          @Override
          public List<ContentRequest> find(Connection connection, List<UUID> ids) {
            return requests.find(connection, ids);
          }
        });
  }

  @Singleton
  @Bean(preDestroy = "close")
  Watch<AgentRun> runs(WatchConfig config, Database database, AgentRunRepository runs) {
    return new Watch<>(
        config,
        database,
        new WatchRepository("agent_runs", "agent_run_events", "run_id"),
        new Watch.Rows<>() {
          @Override
          public UUID id(AgentRun row) {
            return row.id();
          }

          @Override
          public List<AgentRun> find(Connection connection, List<UUID> ids) {
            return runs.find(connection, ids);
          }
        });
  }
}
