package dev.millrace.api.chat;

import dev.millrace.api.content.RequestReader;
import dev.millrace.docs.Refusals;
import dev.millrace.security.CheckedBy;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Where Google Chat calls. It has no token of ours, and is judged apart. */
@Controller("/webhook")
@Tag(name = "Google Chat")
@CheckedBy(ChatCallers.class)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ChatController {
  private final ChatAnswers answers;

  ChatController(ChatAnswers answers) {
    this.answers = answers;
  }

  @Post
  @Operation(
      operationId = "chatEvent",
      summary = "Answer an event of Google Chat",
      description =
          "For Google Chat. A message becomes a run of kind chat, whose answer is given here if it"
              + " ends in time, and is posted in the message's thread otherwise.",
      security = @SecurityRequirement(name = ChatCallers.SCHEME))
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(type = "object", description = "An event of Google Chat.")))
  @ApiResponse(
      responseCode = "200",
      description = "What Chat is to post, if anything.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ChatReply.class)))
  @Refusals.Unauthenticated
  @Refusals.Unavailable
  @Refusals.BadBody
  @Consumes(MediaType.APPLICATION_JSON)
  @Status(HttpStatus.OK)
  ChatReply event(@Body byte[] body, HttpRequest<?> request) {
    return answers.answer(ChatEventReader.read(RequestReader.parse(body)), request);
  }
}
