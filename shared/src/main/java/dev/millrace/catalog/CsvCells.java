package dev.millrace.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Documents as cells. A spreadsheet calculates what begins like a formula, so such a cell gets an
 * apostrophe, as OWASP's page on CSV injection advises; reading takes it away again.
 */
final class CsvCells {
  private static final String FORMULA = "=+-@\t\r";
  private static final Set<String> LISTS =
      Set.of("primary_muscles", "secondary_muscles", "instructions", "cues", "aliases");

  private CsvCells() {}

  static String cell(JsonNode value) {
    String text =
        value.isArray()
            ? StreamSupport.stream(value.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining("\n"))
            : value.isNull() ? "" : value.asText();
    return isRisky(text) || isProtected(text) ? "'" + text : text;
  }

  /** The document of a row: an empty cell says nothing. */
  static ObjectNode document(List<String> header, List<String> cells) {
    ObjectNode document = ContentRequestCodec.emptyObject();
    for (int place = 0; place < header.size(); place++) {
      String field = header.get(place);
      String cell = cells.get(place);
      String text = isProtected(cell) ? cell.substring(1) : cell;
      if (LISTS.contains(field)) {
        text.lines().filter(line -> !line.isBlank()).forEach(document.withArray(field)::add);
      } else if (!text.isEmpty()) {
        document.put(field, text);
      }
    }
    return document;
  }

  private static boolean isRisky(String text) {
    return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
  }

  /** An apostrophe of the text's own, before what would need one, gets a second. */
  private static boolean isProtected(String text) {
    return text.startsWith("'") && (isRisky(text.substring(1)) || isProtected(text.substring(1)));
  }
}
