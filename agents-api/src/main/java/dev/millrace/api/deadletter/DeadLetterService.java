package dev.millrace.api.deadletter;

import dev.millrace.api.deadletter.DeadLetterRepository.WithPayload;
import dev.millrace.database.Database;
import dev.millrace.paging.Cursor;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads dead letters. Blocks. */
@Singleton
final class DeadLetterService {
  private final Database database;
  private final DeadLetterRepository letters;

  DeadLetterService(Database database, DeadLetterRepository letters) {
    this.database = database;
    this.letters = letters;
  }

  Optional<WithPayload> find(String organizationId, UUID id) {
    return database.read(connection -> letters.find(connection, organizationId, id));
  }

  List<DeadLetter> list(LetterFilter filter, @Nullable Cursor cursor, int limit) {
    return database.read(connection -> letters.list(connection, filter, cursor, limit));
  }

  List<DeadLetterGroup> groups(LetterFilter filter, int limit) {
    return database.read(connection -> letters.groups(connection, filter, limit));
  }
}
