package dev.millrace.api.deadletter;

import com.google.protobuf.ByteString;
import dev.millrace.api.deadletter.RedriveRepository.Letter;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Intake;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.content.NewContentRequest;
import dev.millrace.problem.Violation;
import dev.millrace.security.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** Makes a request of a letter that never became one, if its payload is one by now. */
final class LetterAdmission {
  private final Caller caller;
  private final RedriveCommand command;
  private final Pace pace;
  private final Clock clock;

  LetterAdmission(Caller caller, RedriveCommand command, Pace pace, Clock clock) {
    this.caller = caller;
    this.command = command;
    this.pace = pace;
    this.clock = clock;
  }

  /**
   * The request of a letter.
   *
   * @throws InvalidContentRequest when its payload, or the edited one, is none of the caller's
   */
  Intake admit(Letter letter) throws InvalidContentRequest {
    NewContentRequest request = decode(letter);
    List<Violation> violations = foreign(request);
    if (!violations.isEmpty()) {
      throw new InvalidContentRequest(violations);
    }
    return intake(letter, request);
  }

  /** What makes a request somebody else's. */
  List<Violation> foreign(NewContentRequest request) {
    return request.organizationId() == null
            || request.organizationId().equals(caller.organizationId())
        ? List.of()
        : List.of(
            new Violation(
                "/organization_id", "This must be " + caller.organizationId() + " or absent."));
  }

  private NewContentRequest decode(Letter letter) throws InvalidContentRequest {
    if (command.payload() != null) {
      return ContentRequestCodec.decode(command.payload());
    }
    ByteString payload = letter.payload();
    if (payload == null || !letter.isWhole()) {
      throw new InvalidContentRequest(
          List.of(new Violation("", "Only the beginning of the message was kept.")));
    }
    return ContentRequestCodec.decode(payload.toByteArray());
  }

  private Intake intake(Letter letter, NewContentRequest request) {
    UUID id = ContentRequestRepository.newId();
    String correlationId = correlationId(letter, request);
    Duration delay = pace.next();
    Instant paced =
        delay == null || delay.isZero()
            ? null
            : clock.instant().plus(delay).truncatedTo(ChronoUnit.MICROS);
    Instant asked = request.notBefore();
    Instant notBefore = asked == null || (paced != null && paced.isAfter(asked)) ? paced : asked;
    NewContentRequest named =
        new NewContentRequest(
            id,
            correlationId,
            caller.organizationId(),
            request.studentId(),
            request.topic(),
            request.gradeLevel(),
            request.format(),
            request.interests(),
            notBefore,
            request.callbackUrl(),
            request.metadata());
    return new Intake(id, caller.organizationId(), correlationId, named, null);
  }

  private static String correlationId(Letter letter, NewContentRequest request) {
    if (request.correlationId() != null) {
      return request.correlationId();
    }
    if (letter.correlationId() != null) {
      return letter.correlationId();
    }
    return letter.messageId() == null ? letter.id().toString() : letter.messageId();
  }
}
