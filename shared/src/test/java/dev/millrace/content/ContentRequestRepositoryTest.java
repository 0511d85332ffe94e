package dev.millrace.content;

import static dev.millrace.testing.SqlAssertions.assertEventsAreGapless;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.ContentRequestJson;
import dev.millrace.testing.Intakes;
import dev.millrace.testing.MigratedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContentRequestRepositoryTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();

  private static final int RACED = 20;

  private final ContentRequestRepository requests = DATABASE.bean(ContentRequestRepository.class);

  @AfterEach
  void everyEventIsThere() {
    assertEventsAreGapless(DATABASE);
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void answersComeInTheOrderOfTheIntakes() {
    List<Intake> intakes = new ArrayList<>();
    for (String name : List.of("zebra", "ant", "moose", "bee")) {
      intakes.add(Intakes.of("order-" + name, ContentRequestJson.valid()));
    }

    List<Accepted> accepted = insert(intakes);

    assertThat(accepted).extracting(Accepted::id).isEqualTo(ids(intakes));
    assertThat(accepted).allMatch(Accepted::isNew).allMatch(Accepted::isDue);
  }

  @Test
  void aFreshRowWaitsForItsClaimAndIsRescuedLater() {
    Intake intake = Intakes.fresh();
    insert(List.of(intake));

    ContentRequest row = find(intake.id());

    assertThat(row.status()).isEqualTo(RequestStatus.PENDING);
    assertThat(row.dispatch()).isEqualTo(1);
    assertThat(row.publishedAt()).isEqualTo(row.createdAt());
    assertThat(row.nextPublishAt()).isEqualTo(row.createdAt().plusSeconds(60));
    assertThat(row.waitReason()).isNull();
    assertThat(DATABASE.events(intake.id())).containsExactly("accepted");
  }

  @Test
  void aRequestForLaterIsNotDueAndSaysWhy() {
    Instant later = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.MICROS);
    Intake intake =
        Intakes.of("later", ContentRequestJson.valid().with("not_before", later.toString()));

    Accepted first = insert(List.of(intake)).getFirst();
    Accepted again = insert(List.of(intake)).getFirst();
    ContentRequest row = find(intake.id());

    assertThat(first.isNew()).isTrue();
    assertThat(first.isDue()).isFalse();
    assertThat(again).isEqualTo(first);
    assertThat(row.publishedAt()).isNull();
    assertThat(row.nextPublishAt()).isEqualTo(later);
    assertThat(row.notBefore()).isEqualTo(later);
    assertThat(row.waitReason()).isEqualTo("not_before");
  }

  @Test
  void aNotBeforeInThePastIsDueAtOnce() {
    Intake intake =
        Intakes.of("past", ContentRequestJson.valid().with("not_before", "2020-01-01T00:00:00Z"));

    assertThat(insert(List.of(intake)).getFirst().isDue()).isTrue();
  }

  @Test
  void theSecondOfOneCorrelationIdInASetIsTheFirst() {
    Intake one = Intakes.of("twin", ContentRequestJson.valid());
    Intake two = Intakes.of("twin", ContentRequestJson.valid().with("topic", "Tides"));

    List<Accepted> accepted = insert(List.of(one, Intakes.fresh(), two));

    assertThat(accepted.get(2).id()).isEqualTo(accepted.get(0).id()).isEqualTo(one.id());
    assertThat(accepted.get(0).isNew()).isTrue();
    assertThat(accepted.get(2).isNew()).isFalse();
    assertThat(accepted.get(2).isDue()).isFalse();
  }

  @Test
  void aKnownCorrelationIdIsAnsweredWithItsRowAndLeftAsItWas() {
    Intake first = Intakes.of("known", ContentRequestJson.valid());
    Intake second = Intakes.of("known", ContentRequestJson.valid().with("topic", "Tides"));
    Accepted original = insert(List.of(first)).getFirst();

    Accepted again = insert(List.of(second)).getFirst();

    assertThat(again)
        .isEqualTo(new Accepted(first.id(), false, false, false, false, original.createdAt()));
    assertThat(find(first.id()).topic()).isEqualTo("Python Basics");
  }

  @Test
  void organizationsHaveTheirOwnCorrelationIds() {
    Intake ours = Intakes.of("one", "shared-name", ContentRequestJson.valid());
    Intake theirs = Intakes.of("two", "shared-name", ContentRequestJson.valid());

    assertThat(insert(List.of(ours, theirs))).allMatch(Accepted::isNew);
  }

  @Test
  void repeatingASetIsHarmlessAndAnswersTheSame() {
    List<Intake> intakes = Intakes.fresh(20);

    List<Accepted> first = insert(intakes);
    List<Accepted> second = insert(intakes);

    assertThat(second).isEqualTo(first);
  }

  @Test
  void ofManyWhoRaceForACorrelationIdOneMakesTheRowAndAllLearnOfIt() throws Exception {
    int racers = 32;
    CountDownLatch start = new CountDownLatch(1);
    List<Future<List<Accepted>>> races = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int racer = 0; racer < racers; racer++) {
        boolean backwards = racer % 2 == 1;
        races.add(
            threads.submit(
                () -> {
                  List<Intake> set = raced(backwards);
                  start.await();
                  return insertHoweverLongItWaits(set);
                }));
      }
      start.countDown();
    }

    Set<UUID> ids = new HashSet<>();
    int made = 0;
    for (Future<List<Accepted>> race : races) {
      for (Accepted accepted : race.get()) {
        ids.add(accepted.id());
        made += accepted.isNew() ? 1 : 0;
      }
    }
    assertThat(made).isEqualTo(RACED);
    assertThat(ids).hasSize(RACED);
    assertThat(
            DATABASE.number(
                "SELECT count(*) FROM content_requests WHERE correlation_id LIKE 'raced-%'"))
        .isEqualTo(RACED);
  }

  @Test
  void rowsAreInsertedInOneOrderSoThatSetsDoNotEntangle() throws Exception {
    List<Intake> reversed =
        List.of("entangled-c", "entangled-b", "entangled-a").stream()
            .map(name -> Intakes.of(name, ContentRequestJson.valid()))
            .toList();
    try (Connection holder = DATABASE.connect();
        Connection other = DATABASE.connect();
        ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      holder.setAutoCommit(false);
      insertOne(holder, "entangled-b");

      Future<List<Accepted>> blocked = thread.submit(() -> requests.insert(other, reversed));
      await()
          .until(
              () ->
                  DATABASE.number(
                          "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                              + " AND wait_event_type = 'Lock'")
                      == 1);
      // It waits for b with a in its hand and c not yet: whoever goes on to c is not in its way.
      insertOne(holder, "entangled-c");
      holder.commit();

      assertThat(blocked.get()).extracting(Accepted::isNew).containsExactly(false, false, true);
    }
  }

  @Test
  void everyTextIsKeptAsItIs() {
    String nasty = "it's \"quoted\" \\ {braces} [x] , NULL $1 ? :name -- ; é 🦊 \u2028 %s";
    List<String> interests =
        List.of(nasty, "NULL", "{}", "{\"a\",\"b\"}", "\\\\", "\"", ",", "🦊🦊", "ends with \\");
    Intake intake =
        Intakes.of(
            "organization.name_1-x",
            "correlation " + nasty,
            ContentRequestJson.valid()
                .with("student_id", "student " + nasty)
                .with("topic", "topic " + nasty)
                .with("grade_level", "9 " + nasty.substring(0, 50))
                .with("format", "flashcards")
                .with("interests", interests)
                .with("metadata", Map.of(nasty, List.of(nasty, Map.of("deep", nasty)))));

    insert(List.of(intake, Intakes.fresh()));
    ContentRequest row = find(intake.id());

    assertThat(row.document())
        .usingRecursiveComparison()
        .isEqualTo(
            new NewContentRequest(
                intake.id(),
                intake.correlationId(),
                intake.organizationId(),
                intake.request().studentId(),
                intake.request().topic(),
                intake.request().gradeLevel(),
                ContentFormat.FLASHCARDS,
                interests,
                null,
                null,
                intake.request().metadata()));
  }

  @Test
  void metadataKeepsEveryKindOfValue() throws InvalidContentRequest {
    String metadata =
        """
        {"integer":1,"big":123456789012345678901234567890,"decimal":0.12345678901234567890,"scale":1.50,
         "small":5e-324,"negative":-7,"yes":true,"no":false,"nothing":null,"empty":{},"list":[1,[2]],
         "text":"x"}
        """;
    Intake intake =
        Intakes.of(
            "metadata",
            ContentRequestJson.valid()
                .with("metadata", ContentRequestCodec.parse(metadata.getBytes(UTF_8))));

    insert(List.of(intake));

    assertThat(find(intake.id()).metadata())
        .isEqualTo(ContentRequestCodec.parse(metadata.getBytes(UTF_8)));
  }

  @Test
  void aLargeNumberComesBackWrittenOutInFull() {
    Intake intake = Intakes.of("large", ContentRequestJson.valid().with("large", 1e300));

    insert(List.of(intake));

    assertThat(find(intake.id()).metadata().get("large").decimalValue())
        .isEqualByComparingTo("1e300");
  }

  @Test
  void whatIsStoredCanBePublishedAndReadByTheWorker() throws InvalidContentRequest {
    Intake intake =
        Intakes.of(
            "round-trip",
            ContentRequestJson.valid()
                .with(
                    "metadata",
                    Map.of("numbers", IntStream.range(0, 40).mapToObj(n -> 1e300).toList())));
    insert(List.of(intake));

    NewContentRequest read =
        ContentRequestCodec.decode(ContentRequestCodec.encode(find(intake.id()).document()));

    assertThat(read).isEqualTo(find(intake.id()).document());
    assertThat(read.id()).isEqualTo(intake.id());
  }

  @Test
  void unknownIdsAreLeftOut() {
    Intake intake = Intakes.fresh();
    insert(List.of(intake));

    List<ContentRequest> found =
        DATABASE
            .database()
            .read(connection -> requests.find(connection, List.of(intake.id(), UUID.randomUUID())));

    assertThat(found).extracting(ContentRequest::id).containsExactly(intake.id());
  }

  @Test
  void idsAreOrderedByTime() {
    UUID earlier = ContentRequestRepository.newId();
    UUID later = ContentRequestRepository.newId();

    assertThat(earlier.version()).isEqualTo(7);
    assertThat(earlier.toString()).isLessThan(later.toString());
  }

  private List<Accepted> insert(List<Intake> intakes) {
    return DATABASE.database().write(connection -> requests.insert(connection, intakes));
  }

  /** Without the limit that the product sets for the wait for a lock. */
  private List<Accepted> insertHoweverLongItWaits(List<Intake> intakes) throws SQLException {
    try (Connection own = DATABASE.connect()) {
      own.setAutoCommit(false);
      List<Accepted> accepted = requests.insert(own, intakes);
      own.commit();
      return accepted;
    }
  }

  private void insertOne(Connection connection, String correlationId) {
    var _ =
        requests.insert(connection, List.of(Intakes.of(correlationId, ContentRequestJson.valid())));
  }

  private ContentRequest find(UUID id) {
    return DATABASE.database().read(connection -> requests.find(connection, id)).orElseThrow();
  }

  private static List<UUID> ids(List<Intake> intakes) {
    return intakes.stream().map(Intake::id).toList();
  }

  private static List<Intake> raced(boolean backwards) {
    List<Intake> set =
        IntStream.range(0, RACED)
            .mapToObj(number -> Intakes.of("raced-" + number, ContentRequestJson.valid()))
            .toList();
    return backwards ? set.reversed() : set;
  }
}
