package dev.millrace.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Postgres did to run a statement. */
public final class Plan {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final JsonNode root;

  private Plan(JsonNode root) {
    this.root = root;
  }

  static Plan parse(String json) {
    try {
      return new Plan(MAPPER.readTree(json).get(0).get("Plan"));
    } catch (JsonProcessingException malformed) {
      throw new IllegalStateException(malformed);
    }
  }

  /** The indexes it read. */
  public Set<String> indexes() {
    return nodes()
        .filter(node -> node.has("Index Name"))
        .map(node -> node.get("Index Name").asText())
        .collect(Collectors.toSet());
  }

  /** The tables it read from beginning to end. */
  public Set<String> scannedTables() {
    return nodes()
        .filter(node -> node.path("Node Type").asText().equals("Seq Scan"))
        .map(node -> node.get("Relation Name").asText())
        .collect(Collectors.toSet());
  }

  /** The steps of the kind named, such as {@code Sort}. */
  public List<String> steps(String type) {
    return nodes().map(node -> node.path("Node Type").asText()).filter(type::equals).toList();
  }

  /** How many rows of a table it looked at, whether it kept them or not. */
  public long rowsRead(String table) {
    return nodes()
        .filter(node -> node.path("Relation Name").asText().equals(table))
        .filter(node -> node.path("Node Type").asText().endsWith("Scan"))
        .mapToLong(
            node ->
                (node.path("Actual Rows").asLong() + node.path("Rows Removed by Filter").asLong())
                    * node.path("Actual Loops").asLong(1))
        .sum();
  }

  /** How many pages of 8 KiB it touched. */
  public long pages() {
    return root.path("Shared Hit Blocks").asLong() + root.path("Shared Read Blocks").asLong();
  }

  private Stream<JsonNode> nodes() {
    return nodes(root);
  }

  private static Stream<JsonNode> nodes(JsonNode node) {
    Stream<JsonNode> below = node.path("Plans").valueStream().flatMap(Plan::nodes);
    return Stream.concat(Stream.of(node), below);
  }

  @Override
  public String toString() {
    return root.toPrettyString();
  }
}
