package dev.millrace.worker.adapter.offline;

import dev.millrace.worker.model.ImageOrder;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** An SVG in the making, on a canvas of 100 units in width. */
final class Drawing {
  private static final double WIDTH = 100;

  private final ImageOrder order;
  private final double height;
  private final Random random;
  private final StringBuilder svg = new StringBuilder(2_000);

  private Drawing(ImageOrder order) {
    this.order = order;
    height = WIDTH * order.height() / order.width();
    // Random's sequence is specified, and so the same on every JVM.
    random = new Random(order.prompt().hashCode());
  }

  static String of(ImageOrder order) {
    Drawing drawing = new Drawing(order);
    drawing.open();
    drawing.scene();
    drawing.words();
    return drawing.svg.append("</svg>\n").toString();
  }

  private void open() {
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " viewBox=\"0 0 100 %.2f\" role=\"img\" font-family=\"sans-serif\">\n",
            order.width(),
            order.height(),
            height));
    svg.append("<title>").append(escaped(Lines.visible(order.prompt()))).append("</title>\n");
  }

  private void scene() {
    int hue = random.nextInt(360);
    svg.append(
        String.format(
            Locale.ROOT,
            "<defs><linearGradient id=\"back\" x2=\"0.4\" y2=\"1\">"
                + "<stop stop-color=\"hsl(%d 60%% 92%%)\"/>"
                + "<stop offset=\"1\" stop-color=\"hsl(%d 55%% 72%%)\"/></linearGradient></defs>\n",
            hue,
            (hue + 40) % 360));
    svg.append(
        String.format(
            Locale.ROOT, "<rect width=\"100\" height=\"%.2f\" fill=\"url(#back)\"/>\n", height));
    for (int number = 0; number < 6; number++) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"hsl(%d 70%% 60%%)\""
                  + " opacity=\"0.18\"/>\n",
              random.nextDouble() * WIDTH,
              random.nextDouble() * height * 0.7,
              4 + random.nextDouble() * 16,
              (hue + random.nextInt(120)) % 360));
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<ellipse cx=\"50\" cy=\"%.2f\" rx=\"26\" ry=\"3\" fill=\"#000\" opacity=\"0.15\"/>\n",
            height * 0.62));
    svg.append(
        String.format(
            Locale.ROOT,
            "<g transform=\"translate(50 %.2f) scale(%.3f)\" fill=\"hsl(%d 55%% 45%%)\""
                + " stroke=\"hsl(%d 55%% 28%%)\" stroke-width=\"1.2\""
                + " stroke-linejoin=\"round\">%s</g>\n",
            height * 0.36,
            Math.min(1, height / WIDTH),
            (hue + 180) % 360,
            (hue + 180) % 360,
            Outline.of(order.prompt(), random).path()));
  }

  private void words() {
    double line = Math.min(5.2, height / 16);
    double y = height * 0.72;
    List<String> lines = Lines.wrapped(order.prompt(), 34, 3);
    for (String text : lines) {
      svg.append(
          String.format(
              Locale.ROOT, "<text x=\"50\" y=\"%.2f\" font-size=\"%.2f\"", y, line * 0.85));
      svg.append(" text-anchor=\"middle\" fill=\"#222\">").append(escaped(text));
      svg.append("</text>\n");
      y += line * 1.15;
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"50\" y=\"%.2f\" font-size=\"%.2f\"",
            height * 0.96,
            line * 0.6));
    svg.append(" text-anchor=\"middle\" fill=\"#444\">");
    svg.append("Drawn by Millrace's offline provider, without an image model</text>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
