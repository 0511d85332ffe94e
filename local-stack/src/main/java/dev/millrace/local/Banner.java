package dev.millrace.local;

import java.nio.file.Path;
import java.util.Optional;

/** What a person reads once everything runs. */
record Banner(Settings settings, Optional<String> token) {
  String text() {
    return """

        Millrace is running.

          agents-api         http://localhost:%d
          content-worker     http://localhost:%d
          scheduler-service  http://localhost:%d
          Pub/Sub            %s (project %s)
          Postgres           %s
          logs               %s/

        %sCtrl-C stops everything.
        """
        .formatted(
            settings.port(Program.AGENTS_API),
            settings.port(Program.CONTENT_WORKER),
            settings.port(Program.SCHEDULER_SERVICE),
            settings.foreignBroker().orElse("localhost:" + settings.brokerPort()),
            settings.project(),
            database(),
            shown(settings.logs()),
            token.map(this::firstRequest).orElse(""));
  }

  /** A URL of the user's own may hold a password, and so is not repeated. */
  private String database() {
    return settings.foreignDatabase().isPresent()
        ? "the one in DATABASE_URL"
        : "postgresql://millrace:millrace@localhost:" + settings.databasePort() + "/millrace";
  }

  private String firstRequest(String token) {
    return """
        Ask for a piece of content:

          curl -i http://localhost:%d/v1/content-requests \\
            -H "Authorization: Bearer $(cat %s)" \\
            -H 'Content-Type: application/json' \\
            -d '{"student_id":"student-1","topic":"Python Basics","grade_level":"9th Grade"}'

        See what two sample schedules fire, or call for a tick:

          curl -H "Authorization: Bearer $(cat %s)" http://localhost:%d/v1/schedules
          curl -X POST -H "Authorization: Bearer $(cat %s)" http://localhost:%d/cron/tick

        The token, good for %d days (also in %s):

          %s

        """
        .formatted(
            settings.port(Program.AGENTS_API),
            shown(settings.local().resolve("dev-token")),
            shown(settings.local().resolve("dev-token")),
            settings.port(Program.SCHEDULER_SERVICE),
            shown(settings.local().resolve("cron-secret")),
            settings.port(Program.SCHEDULER_SERVICE),
            DevToken.VALIDITY.toDays(),
            shown(settings.local().resolve("dev-token")),
            token);
  }

  private Path shown(Path path) {
    return settings.home().relativize(path);
  }
}
