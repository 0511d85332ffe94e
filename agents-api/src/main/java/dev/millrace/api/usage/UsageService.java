package dev.millrace.api.usage;

import dev.millrace.database.Database;
import jakarta.inject.Singleton;
import java.util.List;

/** Counts what was used. Blocks. */
@Singleton
final class UsageService {
  private final Database database;
  private final UsageRepository repository;

  UsageService(Database database, UsageRepository repository) {
    this.database = database;
    this.repository = repository;
  }

  /** The groups of a filter, and all of them together. */
  UsageResource count(UsageFilter filter) {
    List<UsageResource.Item> items =
        database.read(connection -> repository.count(connection, filter));
    return new UsageResource(
        filter.organizationId(),
        filter.from(),
        filter.to(),
        filter.groups().stream().map(UsageGroup::wireName).toList(),
        items,
        items.stream().reduce(UsageResource.Item.nothing(), UsageResource.Item::plus));
  }
}
