package dev.millrace.local.pubsub;

import static dev.millrace.local.pubsub.PubSubClient.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.ReceivedMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The states of messages in a subscription, with a clock of our own. */
final class BacklogTest {
  private static final long LEASE = 1000;

  private final Storage storage = new Storage(Long.MAX_VALUE);

  @Test
  void aNackWithoutAPolicyIsReadyAtOnce() {
    Backlog backlog = backlog(new RedeliveryPolicy(0, 0, 0));
    backlog.add(message("a"), 0, 0);
    ReceivedMessage received = backlog.lease(null, LEASE, 0);

    backlog.modifyDeadline(received.getAckId(), 0, 10);

    assertThat(backlog.next()).isNotNull();
    assertThat(backlog.nextDue()).isEmpty();
  }

  @Test
  void backsOffExactly() {
    Backlog backlog = backlog(new RedeliveryPolicy(100, 300, 0));
    backlog.add(message("a"), 0, 0);
    long now = 0;
    for (long wait : new long[] {100, 200, 300, 300}) {
      ReceivedMessage received = backlog.lease(null, LEASE, now);
      backlog.modifyDeadline(received.getAckId(), 0, now);

      assertThat(backlog.nextDue()).hasValue(now + wait);
      backlog.advance(now + wait - 1);
      assertThat(backlog.next()).isNull();
      now += wait;
      backlog.advance(now);
      assertThat(backlog.next()).isNotNull();
    }
  }

  @Test
  void anExpiredDeadlineCountsAsAnAttemptAndBacksOff() {
    Backlog backlog = backlog(new RedeliveryPolicy(100, 300, 5));
    backlog.add(message("a"), 0, 0);
    backlog.lease(null, LEASE, 0);

    backlog.advance(LEASE);
    assertThat(backlog.next()).isNull();
    backlog.advance(LEASE + 100);

    assertThat(backlog.lease(null, LEASE, LEASE + 100).getDeliveryAttempt()).isEqualTo(2);
  }

  @Test
  void anOutdatedAckIdDoesNothing() {
    Backlog backlog = backlog(new RedeliveryPolicy(0, 0, 0));
    backlog.add(message("a"), 0, 0);
    ReceivedMessage outdated = backlog.lease(null, LEASE, 0);
    backlog.advance(LEASE);
    backlog.lease(null, LEASE, LEASE);

    backlog.acknowledge(outdated.getAckId());
    backlog.modifyDeadline(outdated.getAckId(), 0, LEASE);
    assertThat(backlog.next()).isNull();
    backlog.advance(2 * LEASE);

    assertThat(backlog.next()).isNotNull();
  }

  @Test
  void isExhaustedAfterItsAttempts() {
    Backlog backlog = backlog(new RedeliveryPolicy(0, 0, 5));
    backlog.add(message("a"), 0, 0);
    for (int attempt = 1; attempt <= 5; attempt++) {
      assertThat(backlog.takeExhausted()).isEmpty();
      ReceivedMessage received = backlog.lease(null, LEASE, 0);
      assertThat(received.getDeliveryAttempt()).isEqualTo(attempt);
      backlog.modifyDeadline(received.getAckId(), 0, 0);
    }

    assertThat(backlog.takeExhausted()).hasSize(1);
    assertThat(backlog.next()).isNull();
    assertThat(storage.used()).isZero();
  }

  @Test
  void whatIsGivenBackKeepsItsOrderAndCountsNoAttempt() {
    Backlog backlog = backlog(new RedeliveryPolicy(0, 0, 5));
    backlog.add(message("a"), 0, 0);
    backlog.add(message("b"), 0, 0);
    List<Delivery> taken = new ArrayList<>();
    for (Delivery next = backlog.next(); next != null; next = backlog.next()) {
      taken.add(next);
      backlog.lease(null, LEASE, 0);
    }
    backlog.giveBack(taken);

    ReceivedMessage first = backlog.lease(null, LEASE, 0);
    assertThat(PubSubClient.text(first)).isEqualTo("a");
    assertThat(first.getDeliveryAttempt()).isEqualTo(1);
  }

  /** Each message is delivered until it is acknowledged, and never after. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void losesNothingAndRepeatsNothingAcknowledged(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Backlog backlog = backlog(new RedeliveryPolicy(10, 500, 0));
    Set<String> pending = new HashSet<>();
    List<ReceivedMessage> held = new ArrayList<>();
    long now = 0;
    for (int step = 0; step < 2000 || !pending.isEmpty(); step++) {
      assertThat(step).as("steps until all are acknowledged").isLessThan(20_000);
      now += random.nextInt(20);
      backlog.advance(now);
      if (step < 1000 && random.nextInt(3) == 0) {
        String id = "m" + step;
        pending.add(id);
        backlog.add(withId(id), random.nextInt(2) * 50L, now);
      }
      if (backlog.next() != null) {
        ReceivedMessage received = backlog.lease(null, LEASE, now);
        assertThat(pending.contains(received.getMessage().getMessageId())).isTrue();
        held.add(received);
      }
      if (!held.isEmpty() && random.nextBoolean()) {
        ReceivedMessage chosen = held.remove(random.nextInt(held.size()));
        settle(backlog, chosen, random.nextInt(4), now, pending);
      }
      if (held.size() > 20) {
        held.removeFirst(); // left to its deadline
      }
    }
    assertThat(storage.used()).isZero();
    assertThat(backlog.nextDue()).isEmpty();
  }

  /** An acknowledgement counts only while its lease lasts: storage tells whether it did. */
  private void settle(
      Backlog backlog, ReceivedMessage chosen, int choice, long now, Set<String> pending) {
    if (choice == 0) {
      backlog.modifyDeadline(chosen.getAckId(), 0, now);
      return;
    }
    long before = storage.used();
    backlog.acknowledge(chosen.getAckId());
    if (storage.used() < before) {
      pending.remove(chosen.getMessage().getMessageId());
    }
  }

  private static PubsubMessage withId(String id) {
    return PubsubMessage.newBuilder().setMessageId(id).build();
  }

  private Backlog backlog(RedeliveryPolicy policy) {
    return new Backlog("test-", policy, storage);
  }
}
