package dev.millrace.worker.adapter.offline;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;

/** Outlines of things that shops sell, about a middle of 0,0, each 40 units high. */
enum Outline {
  MUG(
      "mug|cup|coffee|tea|tasse|becher",
      "<path d=\"M-14 -16h26v28q0 6 -6 6h-14q-6 0 -6 -6z\"/>"
          + "<path d=\"M12 -10q12 0 12 10t-12 10\" fill=\"none\" stroke-width=\"4\"/>"),
  SHIRT(
      "shirt|tee|sweater|hoodie|jacket|pullover|hemd",
      "<path d=\"M-10 -20q10 8 20 0l16 8 -6 12 -8 -4v24h-24v-24l-8 4 -6 -12z\"/>"),
  SHOE(
      "shoe|sneaker|boot|sandal|schuh",
      "<path d=\"M-24 -8q8 6 14 -2l10 12q16 2 22 8 2 6 -2 8h-44z\"/>"
          + "<path d=\"M-24 14h46\" stroke-width=\"3\"/>"),
  BOTTLE(
      "bottle|perfume|wine|juice|oil|flasche|soap|shampoo",
      "<path d=\"M-4 -24h8v10q8 4 8 12v22q0 4 -4 4h-16q-4 0 -4 -4v-22q0 -8 8 -12z\"/>"
          + "<rect x=\"-12\" y=\"2\" width=\"24\" height=\"12\" fill=\"#fff\" opacity=\"0.7\"/>"),
  LAMP(
      "lamp|light|lantern|leuchte",
      "<path d=\"M-8 -22h16l10 18h-36z\"/><path d=\"M-2 -4h4v20h-4z\"/>"
          + "<path d=\"M-12 16h24v4h-24z\"/>"),
  BOOK(
      "book|notebook|diary|journal|buch",
      "<path d=\"M-22 -16q12 -6 22 2 10 -8 22 -2v30q-12 -6 -22 2 -10 -8 -22 -2z\"/>"
          + "<path d=\"M0 -14v30\"/>"),
  BAG(
      "bag|backpack|purse|tote|tasche",
      "<path d=\"M-18 -8h36l4 28h-44z\"/>"
          + "<path d=\"M-10 -8q0 -14 10 -14t10 14\" fill=\"none\" stroke-width=\"3\"/>"),
  CHAIR(
      "chair|sofa|couch|stool|stuhl|sessel",
      "<path d=\"M-14 -22h6v22h22v6h-4v16h-4v-16h-12v16h-4v-16h-4z\"/>"),
  BOX(
      "",
      "<path d=\"M0 -22l20 10v22l-20 10 -20 -10v-22z\"/><path d=\"M-20 -12l20 10 20 -10M0"
          + " -2v22\"/>"),
  VASE(
      "",
      "<path d=\"M-6 -22h12q-2 8 6 14 8 8 2 20 -2 8 -6 8h-16q-4 0 -6 -8 -6 -12 2 -20 8 -6 6"
          + " -14z\"/>");

  private final Pattern words;
  private final String path;

  Outline(String words, String path) {
    this.words = Pattern.compile(words.isEmpty() ? "(?!)" : "\\b(" + words + ")");
    this.path = path;
  }

  /** The thing that is named; otherwise one of those that nothing names. */
  static Outline of(String prompt, Random random) {
    String text = prompt.toLowerCase(Locale.ROOT);
    Outline otherwise = random.nextBoolean() ? BOX : VASE;
    return Arrays.stream(values())
        .filter(outline -> outline.words.matcher(text).find())
        .findFirst()
        .orElse(otherwise);
  }

  String path() {
    return path;
  }
}
