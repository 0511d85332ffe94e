package dev.millrace.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.database.DatabaseException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
  private static final Duration LENGTH = Duration.ofMillis(150);
  private static final long TRUSTED_NANOS = LENGTH.toNanos() * 4 / 5;

  // Stands still but where a test moves it: however slow the machine, no lease ends of itself.
  private final AtomicLong clock = new AtomicLong();
  private final Table table = new Table();
  private final LeaseKeeper keeper = new LeaseKeeper(table, LENGTH, clock::get);
  private final AtomicInteger lost = new AtomicInteger();

  @AfterEach
  void close() {
    table.mayAnswer.countDown();
    keeper.close();
  }

  @Test
  void aLeaseIsRenewedForAsLongAsItIsKept() {
    Lease lease = keep(table.granted());

    await().until(() -> table.renewals.get() >= 4);

    assertThat(keeper.isTrusted(lease)).isTrue();
    assertThat(lost).hasValue(0);
  }

  @Test
  void aReleasedLeaseIsNeitherRenewedNorTrustedNorLost() {
    Lease other = keep(table.granted());
    Lease lease = keep(table.granted());

    keeper.release(lease);
    table.owners.remove(lease.id());
    int before = table.renewals.get();
    await().until(() -> table.renewals.get() >= before + 2);

    assertThat(keeper.isTrusted(lease)).isFalse();
    assertThat(keeper.isTrusted(other)).isTrue();
    assertThat(table.lastAsked).containsExactly(other);
    assertThat(keeper.count()).isEqualTo(1);
    assertThat(lost).hasValue(0);
  }

  @Test
  void aLeaseThatSomebodyTookOverIsLostOnce() {
    Lease lease = keep(table.granted());
    Lease other = keep(table.granted());

    table.owners.put(lease.id(), UUID.randomUUID());

    await().until(() -> lost.get() == 1);
    int before = table.renewals.get();
    await().until(() -> table.renewals.get() > before);
    assertThat(lost).hasValue(1);
    assertThat(keeper.isTrusted(lease)).isFalse();
    assertThat(keeper.isTrusted(other)).isTrue();
  }

  @Test
  void aSecondLeaseOfOneRowEndsTheFirst() {
    Lease first = keep(table.granted());
    Lease second = keep(table.grant(first.id()));

    assertThat(lost).hasValue(1);
    assertThat(keeper.isTrusted(first)).isFalse();
    assertThat(keeper.isTrusted(second)).isTrue();

    keeper.release(first);
    assertThat(keeper.isTrusted(second)).isTrue();
  }

  @Test
  void whileTheDatabaseIsAwayALeaseIsTrustedUntilShortlyBeforeItsEnd() {
    table.failure = new DatabaseException(new SQLException("gone", "08006"));
    Lease lease = keep(table.granted());
    clock.addAndGet(TRUSTED_NANOS - 1);
    await().until(() -> table.failures.get() >= 2);
    assertThat(keeper.isTrusted(lease)).isTrue();
    assertThat(lost).hasValue(0);

    clock.incrementAndGet();

    await().until(() -> lost.get() == 1);
    assertThat(keeper.isTrusted(lease)).isFalse();
    assertThat(keeper.count()).isZero();
  }

  @Test
  void aShortAbsenceOfTheDatabaseCostsNothing() {
    Lease lease = keep(table.granted());
    table.failure = new DatabaseException(new SQLException("gone", "08006"));
    await().until(() -> table.failures.get() >= 1);
    table.failure = null;

    await().until(() -> table.renewals.get() >= 4);

    assertThat(keeper.isTrusted(lease)).isTrue();
    assertThat(lost).hasValue(0);
  }

  @Test
  void aRenewalThatHangsDoesNotKeepTheLossSecret() {
    table.hangs = true;
    keep(table.granted());
    await().until(() -> table.asked.get() == 1);

    clock.addAndGet(TRUSTED_NANOS);

    await().until(() -> lost.get() == 1);

    assertThat(table.mayAnswer.getCount()).isEqualTo(1);
  }

  @Test
  void aLeaseThatIsReleasedWhileItIsRenewedIsNotLost() {
    table.hangs = true;
    Lease lease = keep(table.granted());
    await().until(() -> table.asked.get() == 1);

    table.owners.remove(lease.id());
    keeper.release(lease);
    table.mayAnswer.countDown();
    await().until(() -> table.renewals.get() == 1);
    Lease next = keep(table.granted());
    await().until(() -> table.renewals.get() >= 2);

    assertThat(lost).hasValue(0);
    assertThat(keeper.isTrusted(next)).isTrue();
  }

  @Test
  void aLeaseTakenLongAgoIsNotTrusted() {
    Lease lease = table.granted();
    keeper.keep(lease, clock.get() - LENGTH.toNanos(), lost::incrementAndGet);

    assertThat(keeper.isTrusted(lease)).isFalse();
  }

  @Test
  void anyFaultOfTheTableOrOfTheWorkLeavesTheKeeperAtWork() {
    table.failure = new IllegalStateException("a bug");
    Lease unheard = table.granted();
    keeper.keep(
        unheard,
        clock.get(),
        () -> {
          lost.incrementAndGet();
          throw new IllegalStateException("another bug");
        });
    await().until(() -> table.failures.get() >= 1);
    clock.addAndGet(TRUSTED_NANOS);
    await().until(() -> lost.get() == 1);
    table.failure = null;

    Lease lease = keep(table.granted());
    int before = table.renewals.get();
    await().until(() -> table.renewals.get() >= before + 4);

    assertThat(keeper.isTrusted(lease)).isTrue();
  }

  @Test
  void whoLooksInBetweenTellsTheWorkOfALossLongBeforeTheNextRenewal() {
    try (LeaseKeeper glancing = new LeaseKeeper(table, Duration.ofHours(1), Duration.ofMillis(5))) {
      Lease lease = table.granted();
      Lease other = table.granted();
      glancing.keep(lease, System.nanoTime(), lost::incrementAndGet);
      glancing.keep(other, System.nanoTime(), lost::incrementAndGet);
      table.failure = new DatabaseException(new SQLException("gone", "08006"));
      await().until(() -> table.failures.get() > 2);
      assertThat(lost).hasValue(0);

      table.failure = null;
      table.owners.remove(lease.id());

      await().until(() -> lost.get() == 1);
      assertThat(glancing.isTrusted(lease)).isFalse();
      assertThat(glancing.isTrusted(other)).isTrue();
    }
  }

  private Lease keep(Lease lease) {
    keeper.keep(lease, clock.get(), lost::incrementAndGet);
    return lease;
  }

  /** A table of leases that can be away, or hang. */
  private static final class Table implements LeaseStore {
    final Map<UUID, UUID> owners = new ConcurrentHashMap<>();
    final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger renewals = new AtomicInteger();
    final AtomicInteger failures = new AtomicInteger();
    final CountDownLatch mayAnswer = new CountDownLatch(1);
    volatile List<Lease> lastAsked = List.of();
    volatile @Nullable RuntimeException failure;
    volatile boolean hangs;

    Lease granted() {
      return grant(UUID.randomUUID());
    }

    Lease grant(UUID row) {
      Lease lease = new Lease(row, UUID.randomUUID());
      owners.put(row, lease.token());
      return lease;
    }

    @Override
    public Set<UUID> renew(List<Lease> leases, Duration length) {
      RuntimeException away = failure;
      if (away != null) {
        failures.incrementAndGet();
        throw away;
      }
      asked.incrementAndGet();
      if (hangs) {
        awaitRelease();
      }
      lastAsked = leases;
      renewals.incrementAndGet();
      return granted(leases);
    }

    @Override
    public Set<UUID> held(List<Lease> leases) {
      RuntimeException away = failure;
      if (away != null) {
        failures.incrementAndGet();
        throw away;
      }
      return granted(leases);
    }

    private Set<UUID> granted(List<Lease> leases) {
      Set<UUID> granted = new HashSet<>();
      for (Lease lease : leases) {
        if (lease.token().equals(owners.get(lease.id()))) {
          granted.add(lease.id());
        }
      }
      return granted;
    }

    private void awaitRelease() {
      try {
        mayAnswer.await();
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
