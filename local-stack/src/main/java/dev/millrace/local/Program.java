package dev.millrace.local;

import java.nio.file.Path;
import java.util.List;

/** The three service programs, and where a build leaves them. */
enum Program {
  AGENTS_API("agents-api", "AGENTS_API_PORT", 8080),
  CONTENT_WORKER("content-worker", "CONTENT_WORKER_PORT", 8081),
  SCHEDULER_SERVICE("scheduler-service", "SCHEDULER_SERVICE_PORT", 8082);

  private final String label;
  private final String portVariable;
  private final int defaultPort;

  Program(String label, String portVariable, int defaultPort) {
    this.label = label;
    this.portVariable = portVariable;
    this.defaultPort = defaultPort;
  }

  String label() {
    return label;
  }

  String portVariable() {
    return portVariable;
  }

  int defaultPort() {
    return defaultPort;
  }

  List<String> arguments() {
    return switch (this) {
      case CONTENT_WORKER -> List.of("serve");
      case AGENTS_API, SCHEDULER_SERVICE -> List.of();
    };
  }

  /**
   * Of its heap, what is there for new objects. All of it is resident, so that it is measured out
   * by what a busy service may take in all; a worker that has less of it collects more often.
   */
  int youngMegabytes() {
    return switch (this) {
      case AGENTS_API -> 40;
      case CONTENT_WORKER -> 46;
      case SCHEDULER_SERVICE -> 48;
    };
  }

  /** Where the build puts what belongs to this program. */
  Path target(Path home) {
    return home.resolve(label).resolve("target");
  }

  Path jar(Path home, String version) {
    return target(home).resolve(label + "-" + version + ".jar");
  }
}
