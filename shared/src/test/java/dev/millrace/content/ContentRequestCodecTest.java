package dev.millrace.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.problem.Violation;
import dev.millrace.testing.ContentRequestJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentRequestCodecTest {
  @Test
  void theSmallestForeignMessageIsRead() throws InvalidContentRequest {
    NewContentRequest request =
        ContentRequestCodec.decode(
            """
            {"correlation_id":"test-001","student_id":"test-student","topic":"Python Basics","grade_level":"9th Grade"}
            """
                .getBytes(UTF_8));

    assertThat(request)
        .isEqualTo(
            new NewContentRequest(
                null,
                "test-001",
                null,
                "test-student",
                "Python Basics",
                "9th Grade",
                ContentFormat.LESSON,
                List.of(),
                null,
                null,
                ContentRequestCodec.emptyObject()));
  }

  @Test
  void everyFieldIsRead() throws InvalidContentRequest {
    UUID id = UUID.randomUUID();

    NewContentRequest request =
        decode(
            ContentRequestJson.valid()
                .with("id", id.toString())
                .with("organization_id", "acme.school_1")
                .with("format", "quiz")
                .with("interests", List.of("chess", "tides"))
                .with("not_before", "2030-01-31T10:00:00.5+01:00")
                .with("metadata", Map.of("color", "red")));

    assertThat(request.id()).isEqualTo(id);
    assertThat(request.organizationId()).isEqualTo("acme.school_1");
    assertThat(request.format()).isEqualTo(ContentFormat.QUIZ);
    assertThat(request.interests()).containsExactly("chess", "tides");
    assertThat(request.notBefore()).isEqualTo(Instant.parse("2030-01-31T09:00:00.5Z"));
    assertThat(request.metadata().toString()).isEqualTo("{\"color\":\"red\"}");
  }

  @Test
  void unknownFieldsAreKeptInMetadata() throws InvalidContentRequest {
    NewContentRequest request =
        decode(
            ContentRequestJson.valid()
                .with("priority", 3)
                .with("nested", Map.of("a", List.of(1, 2)))
                .with("metadata", Map.of("color", "red")));

    assertThat(request.metadata().toString())
        .isEqualTo("{\"color\":\"red\",\"priority\":3,\"nested\":{\"a\":[1,2]}}");
  }

  @Test
  void anUnknownFieldThatMetadataNamesTooIsRefusedRatherThanLost() {
    assertRefused(
        ContentRequestJson.valid().with("color", "blue").with("metadata", Map.of("color", "red")),
        "/metadata");
  }

  @ParameterizedTest
  @ValueSource(strings = {"student_id", "topic", "grade_level"})
  void requiredFieldsAreRequired(String field) {
    assertRefused(ContentRequestJson.valid().without(field), "/" + field);
    assertRefused(ContentRequestJson.valid().with(field, null), "/" + field);
    assertRefused(ContentRequestJson.valid().with(field, " \t"), "/" + field);
    assertRefused(ContentRequestJson.valid().with(field, 7), "/" + field);
  }

  @ParameterizedTest
  @CsvSource({
    "correlation_id,128",
    "organization_id,64",
    "student_id,128",
    "topic,500",
    "grade_level,64"
  })
  void textsMayBeAsLongAsTheColumnAndNoLonger(String field, int longest)
      throws InvalidContentRequest {
    decode(ContentRequestJson.valid().with(field, "x".repeat(longest)));
    assertRefused(ContentRequestJson.valid().with(field, "x".repeat(longest + 1)), "/" + field);
  }

  @Test
  void lengthsAreCountedInCharactersNotInUnits() throws InvalidContentRequest {
    assertThat(decode(ContentRequestJson.valid().with("topic", "🦊".repeat(500))).topic())
        .hasSize(1000);
    assertRefused(ContentRequestJson.valid().with("topic", "🦊".repeat(501)), "/topic");
  }

  @Test
  void twentyInterestsOfAHundredCharactersAreAccepted() throws InvalidContentRequest {
    List<String> most = Collections.nCopies(20, "i".repeat(100));

    assertThat(decode(ContentRequestJson.valid().with("interests", most)).interests())
        .isEqualTo(most);
    assertRefused(
        ContentRequestJson.valid().with("interests", Collections.nCopies(21, "i")), "/interests");
    assertRefused(
        ContentRequestJson.valid().with("interests", List.of("fine", "i".repeat(101))),
        "/interests/1");
    assertRefused(
        ContentRequestJson.valid().with("interests", Collections.singletonList(null)),
        "/interests/0");
    assertRefused(ContentRequestJson.valid().with("interests", "chess"), "/interests");
  }

  @ParameterizedTest
  @CsvSource({
    "id,not-a-uuid",
    "id,1-1-1-1-1",
    "organization_id,a b",
    "organization_id,a/b",
    "format,poem",
    "format,LESSON",
    "not_before,tomorrow",
    "not_before,2030-01-31",
    "not_before,2030-01-31T09:00:00",
    "not_before,+12030-01-31T09:00:00Z",
    "not_before,-0044-03-15T09:00:00Z",
    "not_before,+999999999-12-31T23:59:59Z",
  })
  void whatIsNoneIsRefused(String field, String value) {
    assertRefused(ContentRequestJson.valid().with(field, value), "/" + field);
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                decode(
                    ContentRequestJson.valid()
                        .without("topic")
                        .with("format", "poem")
                        .with("grade_level", 9)))
        .isInstanceOfSatisfying(
            InvalidContentRequest.class,
            invalid ->
                assertThat(invalid.violations())
                    .extracting(Violation::pointer)
                    .containsExactly("/topic", "/grade_level", "/format"))
        .hasMessageContaining("/topic: This field is required.");
  }

  @Test
  void theListOfFaultsIsBounded() {
    assertThatThrownBy(
            () -> decode(ContentRequestJson.valid().with("x", Collections.nCopies(5000, "\0"))))
        .isInstanceOfSatisfying(
            InvalidContentRequest.class,
            invalid -> assertThat(invalid.violations()).hasSizeLessThanOrEqualTo(20));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\u0000b", "\\ud83e", "\\udd8a", "\\udd8a\\ud83e"})
  void whatPostgresCannotStoreIsRefusedWhereverItIs(String unstorable) {
    assertRefused(valid("\"topic\":\"x" + unstorable + "\""), "/topic");
    assertRefused(valid("\"interests\":[\"" + unstorable + "\"]"), "/interests/0");
    assertRefused(valid("\"metadata\":{\"a\":[\"" + unstorable + "\"]}"), "/metadata/a");
    assertRefused(valid("\"metadata\":{\"" + unstorable + "\":1}"), "/metadata");
    assertRefused(valid("\"" + unstorable + "\":1"), "/metadata");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\nb", "a\\u001bb", "a\\u007fb", "a\\u0085b"})
  void controlCharactersHaveNoPlaceInATopic(String text) {
    assertRefused(valid("\"topic\":\"" + text + "\""), "/topic");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "7",
        "\"text\"",
        "{",
        "nonsense",
        "{\"topic\":}",
        "{'topic':'x'}",
        "{\"a\":1}{\"b\":2}",
        "{} trailing",
        "{\"a\":1,\"a\":2}",
        "{\"a\":NaN}",
        "// comment\n{}",
      })
  void whatIsNoDocumentIsRefused(String json) {
    assertInvalid(() -> ContentRequestCodec.decode(json.getBytes(UTF_8)));
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    assertInvalid(
        () ->
            ContentRequestCodec.decode("{\"topic\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void aDuplicateFieldDeepInMetadataIsRefused() {
    assertInvalid(
        () ->
            ContentRequestCodec.decode(
                valid("\"metadata\":{\"a\":{\"b\":1,\"b\":2}}").getBytes(UTF_8)));
  }

  @Test
  void deepNestingIsRefused() {
    for (int depth : new int[] {31, 32, 33, 1000, 1_000_000}) {
      assertInvalid(
          () ->
              ContentRequestCodec.decode(
                  valid("\"x\":" + "[".repeat(depth) + "]".repeat(depth)).getBytes(UTF_8)));
    }
  }

  @Test
  void whatIsAcceptedCanBeSentOnHoweverDeepItIs() throws InvalidContentRequest {
    int accepted = 0;
    for (int depth = 1; depth < 40; depth++) {
      byte[] document = valid("\"x\":" + "[".repeat(depth) + "]".repeat(depth)).getBytes(UTF_8);
      NewContentRequest request = decodeOrNull(document);
      if (request != null) {
        accepted++;
        assertThat(ContentRequestCodec.decode(ContentRequestCodec.encode(request)))
            .isEqualTo(request);
      }
    }
    assertThat(accepted).isGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e401", "1e400000000", "-1e-400000000", "1E2147483647"})
  void numbersThatGrowWithoutBoundAreRefused(String number) {
    assertInvalid(() -> ContentRequestCodec.decode(valid("\"x\":" + number).getBytes(UTF_8)));
  }

  @Test
  void aNumberOfAThousandDigitsIsRefused() {
    assertRefused(valid("\"x\":" + "9".repeat(999)), "/metadata/x");
    assertInvalid(
        () -> ContentRequestCodec.decode(valid("\"x\":" + "9".repeat(100_000)).getBytes(UTF_8)));
  }

  @Test
  void metadataIsBoundedAsItWillBeStored() throws InvalidContentRequest {
    int most = ContentRequestCodec.MOST_METADATA_BYTES;
    String around = "{\"x\":\"\"}";

    decode(ContentRequestJson.valid().with("x", "x".repeat(most - around.length())));
    assertRefused(
        ContentRequestJson.valid().with("x", "x".repeat(most - around.length() + 1)), "/metadata");
    assertRefused(
        valid("\"x\":[" + String.join(",", Collections.nCopies(60, "1e300")) + "]"), "/metadata");
  }

  @Test
  void tenMegabytesAreRefusedAndNotChokedOn() {
    assertRefused(ContentRequestJson.valid().with("x", "x".repeat(10 << 20)), "/metadata");
    assertInvalid(() -> ContentRequestCodec.decode(new byte[10 << 20]));
  }

  @Test
  void absentFieldsAreNotWritten() {
    assertThat(new String(ContentRequestCodec.encode(ContentRequestJson.valid().decoded()), UTF_8))
        .isEqualTo(
            "{\"student_id\":\"test-student\",\"topic\":\"Python Basics\",\"grade_level\":\"9th Grade\",\"format\":\"lesson\"}");
  }

  private static String valid(String more) {
    String document = ContentRequestJson.valid().toString();
    String field = more.substring(0, more.indexOf(':') + 1);
    return field.equals("\"topic\":")
        ? ContentRequestJson.valid().without("topic").toString().replace("}", "," + more + "}")
        : document.substring(0, document.length() - 1) + "," + more + "}";
  }

  private static NewContentRequest decode(ContentRequestJson document)
      throws InvalidContentRequest {
    return ContentRequestCodec.decode(document.bytes());
  }

  private static @Nullable NewContentRequest decodeOrNull(byte[] document) {
    try {
      return ContentRequestCodec.decode(document);
    } catch (InvalidContentRequest refused) {
      return null;
    }
  }

  private static void assertRefused(ContentRequestJson document, String pointer) {
    assertRefused(document.toString(), pointer);
  }

  private static void assertRefused(String document, String pointer) {
    assertThatThrownBy(() -> ContentRequestCodec.decode(document.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            InvalidContentRequest.class,
            invalid ->
                assertThat(invalid.violations()).extracting(Violation::pointer).contains(pointer));
  }

  private static void assertInvalid(ThrowingCallable decoding) {
    assertThatThrownBy(decoding).isInstanceOf(InvalidContentRequest.class);
  }
}
