package dev.millrace.worker.provider.offline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The built-in material, read once for the whole process at first use. Immutable.
 *
 * <p>Two kinds: topics, which it knows something about, and families, whose material helps to
 * investigate a topic of which it knows nothing.
 */
final class Library {

  /** The version of what the library says, to be raised when its texts change in substance. */
  static final String VERSION = "offline-library-1";

  private static final List<String> SHELVES =
      List.of("science", "earth", "mathematics", "computing", "history", "language", "society");

  private final TopicIndex index;
  private final List<Material> topics;
  private final List<Family> families;

  private record Family(Set<String> cues, Material material) {}

  private Library(TopicIndex index, List<Material> topics, List<Family> families) {
    this.index = index;
    this.topics = topics;
    this.families = families;
  }

  static Library shared() {
    return Holder.SHARED;
  }

  /** What there is to say on the topic; never nothing. */
  Material find(String topic) {
    List<String> words = Words.of(topic);
    return index.find(words).orElseGet(() -> family(words));
  }

  /** All topics that are known in depth. */
  List<Material> topics() {
    return topics;
  }

  /** The family most of whose cues appear; the first, which has none, when no cue does. */
  private Material family(List<String> words) {
    Family best = families.getFirst();
    long most = 0;
    for (Family family : families) {
      long hits = words.stream().filter(family.cues::contains).count();
      if (hits > most) {
        most = hits;
        best = family;
      }
    }
    return best.material;
  }

  private static final class Holder {
    private static final Library SHARED = load();

    private static Library load() {
      ObjectMapper mapper = new ObjectMapper();
      TopicIndex index = new TopicIndex();
      List<Material> topics = new ArrayList<>();
      for (String shelf : SHELVES) {
        for (JsonNode node : read(mapper, "/offline/topics/" + shelf + ".json")) {
          Material material = MaterialReader.read(node, true);
          topics.add(material);
          index.add(
              material,
              MaterialReader.texts(node.required("keys")),
              MaterialReader.texts(node.path("unless")));
        }
      }
      return new Library(
          index, List.copyOf(topics), families(read(mapper, "/offline/families.json")));
    }

    /** The first family is the general one; the others say only what they say differently. */
    private static List<Family> families(JsonNode nodes) {
      List<Family> families = new ArrayList<>();
      for (JsonNode node : nodes) {
        ObjectNode whole = nodes.get(0).deepCopy();
        whole.setAll((ObjectNode) node);
        families.add(
            new Family(
                Words.ofAll(MaterialReader.texts(whole.required("cues"))),
                MaterialReader.read(whole, false)));
      }
      return List.copyOf(families);
    }

    private static JsonNode read(ObjectMapper mapper, String path) {
      try (InputStream stream = Library.class.getResourceAsStream(path)) {
        if (stream == null) {
          throw new IllegalStateException(path + " is missing from the class path");
        }
        return mapper.readTree(stream);
      } catch (IOException failure) {
        throw new UncheckedIOException(path + " cannot be read", failure);
      }
    }
  }
}
