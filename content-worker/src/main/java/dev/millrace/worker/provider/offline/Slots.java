package dev.millrace.worker.provider.offline;

/** Puts a requester's words into a text, in one pass, so that they cannot bring in slots. */
final class Slots {

  private static final String TOPIC = "{topic}";
  private static final String INTEREST = "{interest}";

  private Slots() {}

  static String fill(String text, String topic, String interest) {
    StringBuilder filled = new StringBuilder(text.length() + 64);
    int from = 0;
    for (int brace = text.indexOf('{'); brace >= 0; brace = text.indexOf('{', from)) {
      filled.append(text, from, brace);
      if (text.startsWith(TOPIC, brace)) {
        filled.append(topic);
        from = brace + TOPIC.length();
      } else if (text.startsWith(INTEREST, brace)) {
        filled.append(interest);
        from = brace + INTEREST.length();
      } else {
        filled.append('{');
        from = brace + 1;
      }
    }
    return filled.append(text, from, text.length()).toString();
  }
}
