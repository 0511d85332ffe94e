package dev.millrace.worker.call;

import dev.millrace.worker.call.price.Price;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.model.OutputSchema;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.model.Turn;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * What a call may take at most, more or less: what is reserved before it is dispatched.
 *
 * @param tokens that it is given and answers
 * @param cost in US dollars
 */
record Estimate(long tokens, BigDecimal cost) {
  // English has about four bytes to a token, other languages fewer; what is too much is given back.
  private static final int BYTES_OF_A_TOKEN = 3;

  static final Estimate NOTHING = new Estimate(0, BigDecimal.ZERO);

  /** Of a prompt whose answer is as long as it may be. */
  static Estimate of(Prompt prompt, Price price) {
    long bytes = bytes(prompt.system());
    for (Turn turn : prompt.turns()) {
      bytes += bytes(turn.text());
    }
    OutputSchema schema = prompt.schema();
    bytes += schema == null ? 0 : bytes(schema.schema().toString());
    long input = bytes / BYTES_OF_A_TOKEN + 1;
    return new Estimate(input + prompt.mostTokens(), price.of(input, prompt.mostTokens(), 0));
  }

  /** Of a picture. */
  static Estimate of(ImageOrder order, Price price) {
    return new Estimate(0, price.of(bytes(order.prompt()) / BYTES_OF_A_TOKEN + 1, 0, 1));
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
