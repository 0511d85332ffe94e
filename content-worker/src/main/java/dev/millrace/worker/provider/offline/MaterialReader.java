package dev.millrace.worker.provider.offline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.worker.provider.offline.Material.ByAge;
import dev.millrace.worker.provider.offline.Material.Example;
import dev.millrace.worker.provider.offline.Material.Myth;
import dev.millrace.worker.provider.offline.Material.Question;
import dev.millrace.worker.provider.offline.Material.Section;
import dev.millrace.worker.provider.offline.Material.Term;
import java.util.List;
import java.util.function.Function;

/** Reads the library's JSON by hand, which starts faster than data binding. */
final class MaterialReader {
  private MaterialReader() {}

  static Material read(JsonNode node, boolean inDepth) {
    JsonNode deeper = node.get("deeper");
    return new Material(
        text(node, "id"),
        inDepth,
        text(node, "title"),
        node.path("tagline").asText(),
        byAge(node.get("idea"), JsonNode::asText),
        byAge(node.get("hook"), JsonNode::asText),
        text(node, "bridge"),
        text(node, "project"),
        byAge(node.get("goals"), MaterialReader::texts),
        list(node.get("sections"), MaterialReader::section),
        deeper == null ? null : section(deeper),
        list(node.get("terms"), MaterialReader::term),
        byAge(node.get("example"), MaterialReader::example),
        list(node.get("myths"), each -> new Myth(text(each, "belief"), text(each, "truth"))),
        list(node.get("questions"), MaterialReader::question),
        byAge(node.get("practice"), MaterialReader::texts),
        texts(node.get("further")));
  }

  static List<String> texts(JsonNode node) {
    return list(node, JsonNode::asText);
  }

  static String text(JsonNode node, String field) {
    return node.required(field).asText();
  }

  private static Section section(JsonNode node) {
    return new Section(
        text(node, "heading"),
        text(node, "point"),
        byAge(node, JsonNode::asText),
        node.path("code").asText());
  }

  private static Term term(JsonNode node) {
    return new Term(text(node, "term"), byAge(node, JsonNode::asText));
  }

  private static Example example(JsonNode node) {
    return new Example(
        text(node, "problem"),
        texts(node.required("steps")),
        node.path("code").asText(),
        text(node, "result"));
  }

  private static Question question(JsonNode node) {
    return new Question(
        text(node, "ask"),
        text(node, "answer"),
        texts(node.required("wrong")),
        text(node, "why"),
        node.path("young").asBoolean());
  }

  /** One text for all may stand for both. */
  private static <T> ByAge<T> byAge(JsonNode node, Function<JsonNode, T> read) {
    JsonNode both = node.get("both");
    if (both != null) {
      T value = read.apply(both);
      return new ByAge<>(value, value);
    }
    return new ByAge<>(read.apply(node.required("young")), read.apply(node.required("older")));
  }

  private static <T> List<T> list(JsonNode array, Function<JsonNode, T> read) {
    return array.valueStream().map(read).toList();
  }
}
