package dev.millrace.worker.provider.offline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentFormat;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.lease.Lease;
import dev.millrace.worker.provider.Assignment;
import dev.millrace.worker.provider.Generation;
import dev.millrace.worker.provider.ProgressListener;
import dev.millrace.worker.provider.document.OutputValidator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class OfflineProviderProperties {
  private static final Lease LEASE = new Lease(new UUID(0, 1), new UUID(0, 2));

  private final OutputValidator validator = new OutputValidator();
  private final OfflineProvider provider =
      new OfflineProvider(new OfflineConfig(Duration.ZERO, "", ""), validator);

  @Property(tries = 400)
  void sameInputGivesTheSameBytes(
      @ForAll("texts") String topic,
      @ForAll("texts") String grade,
      @ForAll ContentFormat format,
      @ForAll @Size(max = 4) List<String> interests)
      throws Exception {
    Generation one = generate(UUID.randomUUID(), topic, grade, format, interests);
    Generation other = generate(UUID.randomUUID(), topic, grade, format, interests);

    assertThat(bytes(one.markdown().toString())).isEqualTo(bytes(other.markdown().toString()));
    assertThat(bytes(one.document().toString())).isEqualTo(bytes(other.document().toString()));
  }

  @Property(tries = 400)
  void anyTextGivesAValidDocumentThatPostgresCanStore(
      @ForAll("texts") String topic,
      @ForAll("texts") String grade,
      @ForAll ContentFormat format,
      @ForAll @Size(max = 4) List<String> interests)
      throws Exception {
    Generation generation = generate(UUID.randomUUID(), topic, grade, format, interests);

    assertThat(validator.violations(format, tree(generation))).isEmpty();
    assertThat(generation.document().toString()).doesNotContain("\\u0000");
    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(generation.markdown().toString()))
        .isTrue();
  }

  @Property(tries = 400)
  void noTextBringsInMarkup(@ForAll("markup") String topic, @ForAll ContentFormat format)
      throws Exception {
    String markdown =
        generate(UUID.randomUUID(), topic, topic, format, List.of(topic)).markdown().toString();

    assertThat(markdown)
        .doesNotContain("<", "\r", "https://evil")
        .doesNotContainPattern("(?<!\\\\)]\\(");
    assertThat(markdown.lines().filter(line -> line.startsWith("# "))).hasSize(1);
    assertThat(markdown.lines().filter(line -> line.contains("EVIL")))
        .noneMatch(line -> line.startsWith("# EVIL") || line.startsWith("EVIL"));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(500),
        Arbitraries.strings().ofMaxLength(60),
        Arbitraries.of(
            "Photosynthesis", "Python Basics", "🦖🇳🇴👩‍🔬", "البناء الضوئي", "光合作用", "", " "));
  }

  @Provide
  Arbitrary<String> markup() {
    return Arbitraries.of(
            "<script>alert(1)</script>",
            "\n# EVIL\n",
            "\r\n\r\n- EVIL",
            "](javascript:alert(1))",
            "![x](https://evil.example/x.png)",
            "[a]: https://evil.example",
            "https://evil.example",
            "```\nEVIL\n```",
            "<img src=x onerror=alert(1)>",
            "&lt;b&gt;",
            "***",
            "{topic}{interest}",
            "Fractions",
            "\u202E",
            "|a|b|\n|-|-|")
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(parts -> String.join(" ", parts));
  }

  private Generation generate(
      UUID request, String topic, String grade, ContentFormat format, List<String> interests)
      throws Exception {
    return provider.generate(
        new Assignment(request, topic, grade, format, interests, 1, 1, "default", LEASE),
        ProgressListener.NONE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode tree(Generation generation) {
    return ContentRequestCodec.parseObject(generation.document().toString());
  }
}
