package dev.millrace.worker.work;

import java.util.UUID;

/** A settlement whose outcome is of one kind. */
record Ended<T extends Outcome>(Settlement settlement, T outcome) {
  UUID id() {
    return settlement.lease().id();
  }

  UUID token() {
    return settlement.lease().token();
  }
}
