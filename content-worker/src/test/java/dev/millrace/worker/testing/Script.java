package dev.millrace.worker.testing;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** Replies one after another, and then always the same. */
public final class Script implements Function<ScriptedServer.Received, Reply> {
  private final ConcurrentLinkedQueue<Reply> first;
  private final Reply last;

  private Script(List<Reply> first, Reply last) {
    this.first = new ConcurrentLinkedQueue<>(first);
    this.last = last;
  }

  /** The last of these is repeated for ever. */
  public static Script of(Reply... replies) {
    List<Reply> all = List.of(replies);
    return new Script(all.subList(0, all.size() - 1), all.getLast());
  }

  @Override
  public Reply apply(ScriptedServer.Received request) {
    Reply next = first.poll();
    return next == null ? last : next;
  }
}
