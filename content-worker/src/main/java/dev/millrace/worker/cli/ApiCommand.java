package dev.millrace.worker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * A command that asks agents-api: what it does is an organization's own and is audited there, so
 * there is one way to do it.
 */
abstract class ApiCommand extends AnsweringCommand {
  @Option(
      names = "--api-url",
      defaultValue = "${env:API_URL:-http://localhost:8080}",
      paramLabel = "URL",
      description = "Where agents-api is ($API_URL; default: http://localhost:8080).")
  private String apiUrl = "";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Holds the token to call it with, unless $API_TOKEN does.")
  private @Nullable Path tokenFile;

  @Override
  public final Integer call() throws Exception {
    return run(terminal(new ObjectMapper()));
  }

  /** Does it, and answers the exit status. */
  abstract int run(Terminal terminal) throws Exception;

  /** Whom to ask. */
  final Api api() throws IOException {
    return new Api(apiUrl, Api.token(tokenFile));
  }

  /** A column of a field of documents; a dot goes into one. */
  static Column<JsonNode> column(String title, String path) {
    String pointer = "/" + path.replace('.', '/');
    return new Column<>(
        title,
        document -> {
          JsonNode value = document.at(pointer);
          return value.isMissingNode() || value.isNull() ? null : value.asText();
        });
  }
}
