package dev.millrace.worker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists dead letters. */
@Command(
    name = "dead-letters",
    description = "Lists what failed for good, the newest first, or its causes.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  millrace dead-letters --limit 10",
      "  millrace dead-letters --causes"
    })
public final class DeadLettersCommand extends ApiCommand {
  private static final int MOST = 200;
  private static final List<Column<JsonNode>> LETTERS =
      List.of(
          column("ID", "id"),
          column("STATUS", "status"),
          column("CLASS", "error.class"),
          column("MESSAGE", "error.message"),
          column("FINGERPRINT", "error.fingerprint"),
          column("SUBSCRIPTION", "subscription"),
          column("CREATED", "created_at"));

  private static final List<Column<JsonNode>> CAUSES =
      List.of(
          column("FINGERPRINT", "fingerprint"),
          column("COUNT", "count"),
          column("OPEN", "open"),
          column("CLASS", "sample.error_class"),
          column("MESSAGE", "sample.error_message"),
          column("FIRST SEEN", "first_seen"),
          column("LAST SEEN", "last_seen"));

  @Option(names = "--causes", description = "List one line a cause, with how many it has.")
  private boolean causes;

  @Option(names = "--status", description = "Only those: open, redriven.")
  private @Nullable String status;

  @Option(names = "--error-class", paramLabel = "CLASS", description = "Only those of that class.")
  private @Nullable String errorClass;

  @Option(names = "--fingerprint", description = "Only those of that cause.")
  private @Nullable String fingerprint;

  @Option(
      names = "--limit",
      defaultValue = "20",
      paramLabel = "N",
      description = "How many, 1 to 200 (default: 20).")
  private int limit = 20;

  @Override
  int run(Terminal terminal) throws IOException, InterruptedException {
    if (limit < 1 || limit > MOST) {
      throw wrong("--limit must be 1 to " + MOST);
    }
    List<JsonNode> rows = new ArrayList<>();
    api().get("v1/dead-letters?" + query()).path("items").forEach(rows::add);
    terminal.rows(rows, causes ? CAUSES : LETTERS);
    return ExitCode.DONE;
  }

  private String query() {
    StringJoiner query = new StringJoiner("&").add("limit=" + limit);
    add(query, "group_by", causes ? "fingerprint" : null);
    add(query, "status", status);
    add(query, "error_class", errorClass);
    add(query, "fingerprint", fingerprint);
    return query.toString();
  }

  private static void add(StringJoiner query, String name, @Nullable String value) {
    if (value != null) {
      query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }
}
