package dev.millrace.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.testing.ContentRequestJson;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** What holds for every request and for all that may come from outside. */
class ContentRequestCodecProperties {
  @Property(tries = 500)
  void whatIsEncodedIsDecodedAsItWas(@ForAll("requests") NewContentRequest request)
      throws InvalidContentRequest {
    assertThat(ContentRequestCodec.decode(ContentRequestCodec.encode(request))).isEqualTo(request);
  }

  @Property(tries = 1000)
  void arbitraryBytesAreReadOrRefused(@ForAll @Size(max = 200) byte[] bytes) {
    readOrRefuse(bytes);
  }

  @Property(tries = 1000)
  void aDocumentWithABrokenByteIsReadOrRefused(
      @ForAll("requests") NewContentRequest request,
      @ForAll byte broken,
      @ForAll @IntRange(max = 10_000) int place) {
    byte[] bytes = ContentRequestCodec.encode(request);
    bytes[place % bytes.length] = broken;

    readOrRefuse(bytes);
  }

  @Property(tries = 500)
  void anyTextInAnyFieldIsReadOrRefused(@ForAll String text, @ForAll("fields") String field) {
    byte[] document = ContentRequestJson.valid().with(field, text).bytes();
    NewContentRequest read = readOrRefuse(document);

    if (read != null) {
      assertThat(readOrRefuse(ContentRequestCodec.encode(read))).isEqualTo(read);
    }
  }

  @Provide
  Arbitrary<String> fields() {
    return Arbitraries.of(
        "id",
        "correlation_id",
        "organization_id",
        "student_id",
        "topic",
        "grade_level",
        "format",
        "interests",
        "not_before",
        "metadata",
        "unknown");
  }

  @Provide
  Arbitrary<NewContentRequest> requests() {
    Arbitrary<String> text =
        Arbitraries.strings()
            .withChars("aZ09 é\"\\{}[]:,'ß漢")
            .ofMinLength(1)
            .ofMaxLength(40)
            .map(middle -> "x" + middle.strip());
    return Combinators.combine(
            Arbitraries.create(UUID::randomUUID).injectNull(0.5),
            text.injectNull(0.3),
            Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(64).injectNull(0.3),
            text,
            text,
            Arbitraries.of(ContentFormat.class),
            text.list().ofMaxSize(20),
            Arbitraries.longs()
                .between(0, 4_000_000_000L)
                .map(Instant::ofEpochSecond)
                .injectNull(0.5))
        .as(
            (id, correlation, organization, student, topic, format, interests, notBefore) ->
                request(
                    id, correlation, organization, student, topic, format, interests, notBefore))
        .flatMap(request -> metadata().map(metadata -> with(request, metadata)));
  }

  private static Arbitrary<ObjectNode> metadata() {
    Arbitrary<BigDecimal> numbers = Arbitraries.bigDecimals().ofScale(10);
    return Combinators.combine(
            Arbitraries.strings().alpha().ofLength(5),
            numbers,
            Arbitraries.strings()
                .withChars("aF\"\\\n\t\u2028/")
                .ofMaxLength(30)
                .map(text -> text.replace("F", "🦊")),
            Arbitraries.integers().between(0, 20))
        .as(
            (name, number, text, depth) -> {
              ObjectNode metadata = ContentRequestCodec.emptyObject();
              metadata.put("number-" + name, number).put("text", text).putNull("nothing");
              ObjectNode node = metadata;
              for (int level = 0; level < depth; level++) {
                node = node.putObject(text + level);
              }
              return metadata;
            });
  }

  private static NewContentRequest request(
      @Nullable UUID id,
      @Nullable String correlation,
      @Nullable String organization,
      String student,
      String topic,
      ContentFormat format,
      List<String> interests,
      @Nullable Instant notBefore) {
    return new NewContentRequest(
        id,
        correlation,
        organization,
        student,
        topic,
        "9th Grade",
        format,
        interests,
        notBefore,
        null,
        ContentRequestCodec.emptyObject());
  }

  private static NewContentRequest with(NewContentRequest request, ObjectNode metadata) {
    return new NewContentRequest(
        request.id(),
        request.correlationId(),
        request.organizationId(),
        request.studentId(),
        request.topic(),
        request.gradeLevel(),
        request.format(),
        request.interests(),
        request.notBefore(),
        request.callbackUrl(),
        metadata);
  }

  private static @Nullable NewContentRequest readOrRefuse(byte[] document) {
    try {
      return ContentRequestCodec.decode(document);
    } catch (InvalidContentRequest refused) {
      assertThat(refused.violations()).isNotEmpty();
      assertThat(refused).hasMessageMatching("(?s).+");
      return null;
    }
  }
}
