package dev.millrace.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Answers one thing the first time, and another the next; the last answer stays. */
final class ScriptedResolver implements Resolver {
  private final List<String> answers;
  private final AtomicInteger asked = new AtomicInteger();

  /** Each answer is a list of addresses, separated by spaces; an empty one is no answer. */
  ScriptedResolver(String... answers) {
    this.answers = List.of(answers);
  }

  @Override
  public List<InetAddress> resolve(String host) throws UnknownHostException {
    String answer = answers.get(Math.min(asked.getAndIncrement(), answers.size() - 1));
    if (answer.isEmpty()) {
      throw new UnknownHostException(host);
    }
    return Stream.of(answer.split(" ", -1)).map(ScriptedResolver::address).toList();
  }

  int asked() {
    return asked.get();
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
