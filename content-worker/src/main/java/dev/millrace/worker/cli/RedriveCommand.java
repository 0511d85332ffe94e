package dev.millrace.worker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts dead letters back. */
@Command(
    name = "redrive",
    description = "Puts dead letters back: those named, those of a cause, or all that are open.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit status 1 tells that letters were left as they were.",
      "",
      "Examples:",
      "  millrace redrive --all --dry-run",
      "  millrace redrive --fingerprint 5f2c7d1a9b3e --per-second 5",
      "  millrace redrive 0190f0c0-0000-7000-8000-000000000001"
    })
public final class RedriveCommand extends ApiCommand {
  private static final List<Column<JsonNode>> RESULTS =
      List.of(
          column("ID", "id"),
          column("STATUS", "status"),
          column("REQUEST", "request_id"),
          column("RUN", "run_id"),
          column("REASON", "reason"));

  @Parameters(paramLabel = "ID", arity = "0..*", description = "The letters' ids.")
  private List<UUID> ids = new ArrayList<>();

  @Option(names = "--fingerprint", description = "Those of that cause.")
  private @Nullable String fingerprint;

  @Option(names = "--error-class", paramLabel = "CLASS", description = "Those of that class.")
  private @Nullable String errorClass;

  @Option(names = "--all", description = "All that are open, up to the limit.")
  private boolean all;

  @Option(names = "--dry-run", description = "Only tell what would happen.")
  private boolean dryRun;

  @Option(names = "--limit", paramLabel = "N", description = "The most (default: 100).")
  private @Nullable Integer limit;

  @Option(names = "--per-second", paramLabel = "N", description = "How fast (default: at once).")
  private @Nullable Double perSecond;

  @Override
  int run(Terminal terminal) throws IOException, InterruptedException {
    ObjectNode body = body();
    JsonNode result = api().post("v1/dead-letters/redrive", body);
    if (isJson()) {
      terminal.one(result, List.of());
    } else {
      List<JsonNode> rows = new ArrayList<>();
      result.path("results").forEach(rows::add);
      terminal.rows(rows, RESULTS);
    }
    int left = result.path("skipped").asInt() + result.path("invalid").asInt();
    return left == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private ObjectNode body() {
    int ways =
        (ids.isEmpty() ? 0 : 1)
            + (fingerprint == null ? 0 : 1)
            + (errorClass == null ? 0 : 1)
            + (all ? 1 : 0);
    if (ways != 1) {
      throw wrong("Say which: ids, or one of --fingerprint, --error-class, --all");
    }
    ObjectNode body = ContentRequestCodec.emptyObject().put("dry_run", dryRun);
    if (!ids.isEmpty()) {
      ids.forEach(id -> body.withArray("ids").add(id.toString()));
    } else if (fingerprint != null) {
      body.put("fingerprint", fingerprint);
    } else {
      ObjectNode filter = body.putObject("filter").put("status", "open");
      if (errorClass != null) {
        filter.put("error_class", errorClass);
      }
    }
    if (limit != null) {
      body.put("limit", limit);
    }
    if (perSecond != null) {
      body.put("per_second", perSecond);
    }
    return body;
  }
}
