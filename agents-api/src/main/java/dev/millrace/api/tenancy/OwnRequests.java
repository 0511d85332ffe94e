package dev.millrace.api.tenancy;

import dev.millrace.content.ContentRequest;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Database;
import dev.millrace.problem.ProblemException;
import dev.millrace.security.Caller;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The requests that a caller may see: those of its own organization. Another's is answered as one
 * that does not exist.
 */
@Singleton
public final class OwnRequests {
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final Database database;
  private final ContentRequestRepository requests;

  OwnRequests(Database database, ContentRequestRepository requests) {
    this.database = database;
    this.requests = requests;
  }

  /**
   * The id in a path.
   *
   * @throws ProblemException 404 when no id looks like that
   */
  public static UUID id(String text) {
    if (!UUID_FORM.matcher(text).matches()) {
      throw ProblemException.notFound("content request of that id, which is not a UUID");
    }
    return UUID.fromString(text);
  }

  /**
   * The request of that id.
   *
   * @throws ProblemException 404 when the caller's organization has none
   */
  public ContentRequest get(Caller caller, UUID id) {
    return database
        .read(connection -> requests.find(connection, id))
        .filter(row -> row.organizationId().equals(caller.organizationId()))
        .orElseThrow(() -> notFound(id));
  }

  /** 404 for a request. */
  public static ProblemException notFound(UUID id) {
    return ProblemException.notFound("content request " + id);
  }
}
