package dev.millrace.api.chat;

import dev.millrace.api.content.HangUp;
import dev.millrace.api.content.TraceParent;
import dev.millrace.api.run.RunAdmission;
import dev.millrace.api.run.RunIntakeService;
import dev.millrace.api.watch.Watch;
import dev.millrace.chat.ChatAnswer;
import dev.millrace.chat.ChatAnswerRepository;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.problem.ProblemException;
import dev.millrace.run.AgentRun;
import dev.millrace.run.InvalidAgentRun;
import dev.millrace.run.RunIntake;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers events of Google Chat. A question becomes a run, and the call is held until it ends; once
 * the time is up, the call says so, and the answer is posted by a worker. It is given once: the row
 * of the handover decides who gives it, and outlives whoever was about to. Thread-safe; blocks.
 */
@Singleton
final class ChatAnswers {
  private static final Logger logger = LoggerFactory.getLogger(ChatAnswers.class);

  /** How much longer than a call may take it is waited for: for the call that is never answered. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private static final String GREETING =
      "Hello! Write to me in a direct message, or mention me in a space, and I answer.";
  private static final String NO_TEXT = "I can read text only. What would you like to know?";
  private static final String NO_BUTTONS =
      "My messages have no buttons that do anything. Write to me instead.";
  private static final String STILL_WORKING =
      "I am still working on that. The answer will be posted here.";

  private final ChatConfig config;
  private final ChatQuestions questions;
  private final ChatRepository repository;
  private final ChatAnswerRepository answers;
  private final RunIntakeService runs;
  private final Watch<AgentRun> watch;
  private final Database database;

  ChatAnswers(
      ChatConfig config,
      ChatQuestions questions,
      ChatRepository repository,
      ChatAnswerRepository answers,
      RunIntakeService runs,
      Watch<AgentRun> watch,
      Database database) {
    this.config = config;
    this.questions = questions;
    this.repository = repository;
    this.answers = answers;
    this.runs = runs;
    this.watch = watch;
    this.database = database;
  }

  /**
   * Answers an event.
   *
   * @throws ProblemException 401 when its sender is not on the list; 503 when nothing can be stored
   */
  ChatReply answer(ChatEvent event, HttpRequest<?> request) {
    ChatEvent.Sender sender = event.sender();
    if (!config.allows(sender.email(), sender.name())) {
      throw ChatCallers.refusal("The sender is not among CHAT_ALLOWED_SENDERS.");
    }
    return switch (event) {
      case ChatEvent.Question question when question.text().isEmpty() -> ChatReply.of(NO_TEXT);
      case ChatEvent.Question question -> ask(question, request);
      case ChatEvent.Added added -> ChatReply.of(GREETING);
      case ChatEvent.Clicked clicked -> ChatReply.of(NO_BUTTONS);
      case ChatEvent.Removed removed -> ChatReply.NOTHING;
      case ChatEvent.Other other -> ChatReply.NOTHING;
    };
  }

  private ChatReply ask(ChatEvent.Question question, HttpRequest<?> request) {
    long began = System.nanoTime();
    RunIntake run;
    try {
      run = questions.run(question, earlier(question), TraceParent.of(request));
    } catch (InvalidAgentRun invalid) {
      return ChatReply.of("I can not take that: " + invalid.reason(), question.thread());
    }
    RunAdmission admission =
        runs.accept(
            run,
            (connection, id) ->
                repository.note(connection, id, question, config.timeLimit().plus(MARGIN)));
    Duration left = config.timeLimit().minusNanos(System.nanoTime() - began);
    AgentRun row = awaited(admission.row(), left, request);
    return row.status().isEnded() ? give(row.id()) : promise(row.id(), question);
  }

  private List<ChatRepository.Exchange> earlier(ChatEvent.Question question) {
    return database.read(
        connection ->
            repository.earlier(
                connection,
                questions.organization(),
                question.conversation(),
                ChatQuestions.MOST_EXCHANGES,
                ChatQuestions.LONGEST_TEXT));
  }

  private AgentRun awaited(AgentRun row, Duration left, HttpRequest<?> request) {
    if (row.status().isEnded() || !left.isPositive()) {
      return row;
    }
    try {
      CompletableFuture<AgentRun> ended = watch.untilEnded(row, left);
      HangUp.of(request, ended, row);
      return ended.join();
    } catch (ProblemException full) {
      return row; // As many wait as may: this one is answered later.
    }
  }

  private ChatReply give(UUID run) {
    Optional<ChatAnswer> answer =
        database.write(
            connection ->
                repository.give(connection, run)
                    ? answers.find(connection, run)
                    : Optional.empty());
    logger
        .atInfo()
        .addKeyValue("event", answer.isPresent() ? "chat.answered" : "chat.answered_before")
        .addKeyValue("run_id", run)
        .log("A question of Google Chat is answered");
    return answer
        .map(given -> ChatReply.of(given.text(), given.thread()))
        .orElse(ChatReply.NOTHING);
  }

  private ChatReply promise(UUID run, ChatEvent.Question question) {
    try {
      database.write(connection -> repository.promise(connection, run));
      logger
          .atInfo()
          .addKeyValue("event", "chat.postponed")
          .addKeyValue("run_id", run)
          .log("A question of Google Chat takes longer than a call, its answer is posted");
    } catch (DatabaseException away) {
      logger
          .atWarn()
          .addKeyValue("event", "chat.postponed")
          .addKeyValue("run_id", run)
          .log("Answer posted some seconds later than it could be: {}", away.getMessage());
    }
    return ChatReply.of(STILL_WORKING, question.thread());
  }
}
