package dev.millrace.worker.chain;

import dev.millrace.observability.ServiceConfig;
import dev.millrace.worker.model.ImageModel;
import dev.millrace.worker.model.ImageProvider;
import dev.millrace.worker.model.ModelProvider;
import dev.millrace.worker.model.TextModel;
import dev.millrace.worker.model.TextProvider;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chains as this installation has them. A provider that a chain names and whose key is missing
 * is left out, and told of once; an unknown name ends the start. Models are made at first use.
 */
@Singleton
public final class Roster {
  /** The embedded provider, which is last in any chain of which it is a part by itself. */
  public static final String OFFLINE = "offline";

  private static final Logger logger = LoggerFactory.getLogger(Roster.class);
  private static final String AUTO = "auto";

  /** The order of {@code auto}. */
  private static final List<String> PREFERENCE = List.of("gemini", "openai", "flux");

  private final ChainConfig config;
  private final boolean isLocal;
  private final Collection<TextProvider> texts;
  private final Collection<ImageProvider> images;
  private final Map<String, String> absent = new TreeMap<>();
  private final Map<Link, TextModel> textModels = new ConcurrentHashMap<>();
  private final Map<Link, ImageModel> imageModels = new ConcurrentHashMap<>();

  Roster(
      ChainConfig config,
      ServiceConfig service,
      Collection<TextProvider> texts,
      Collection<ImageProvider> images) {
    this.config = config;
    this.isLocal = service.isLocal();
    this.texts = inOrder(texts);
    this.images = inOrder(images);
    for (Purpose purpose : Purpose.values()) {
      findAbsent(purpose, links(purpose, false), ChainConfig.variable(purpose, false));
      findAbsent(purpose, links(purpose, true), ChainConfig.variable(purpose, true));
    }
  }

  /** The models that answer prompts of that kind, in the order in which they are asked. */
  public List<TextModel> texts(Purpose purpose, boolean cheap) {
    return models(purpose, cheap, texts, textModels, TextProvider::model);
  }

  /** The models that draw, in the order in which they are asked. */
  public List<ImageModel> images(boolean cheap) {
    return models(Purpose.IMAGE, cheap, images, imageModels, ImageProvider::model);
  }

  /** Whether the embedded provider alone serves that kind of work, whatever the budget says. */
  public boolean isOffline(Purpose purpose) {
    return Stream.of(false, true)
        .flatMap(cheap -> links(purpose, cheap).stream())
        .allMatch(link -> link.provider().equals(OFFLINE));
  }

  /** Each provider that a chain names, with the variable that it lacks. */
  Map<String, String> absent() {
    return absent;
  }

  /** Every provider once. */
  Collection<ModelProvider> providers() {
    Map<String, ModelProvider> byName = new TreeMap<>();
    Stream.concat(texts.stream(), images.stream())
        .forEach(provider -> byName.putIfAbsent(provider.name(), provider));
    return byName.values();
  }

  /** Why a chain is empty, for whoever can mend it. */
  String whyEmpty(Purpose purpose) {
    return ChainConfig.variable(purpose, false)
        + " names no provider that is set up; missing: "
        + String.join(", ", absent.values());
  }

  private <P extends ModelProvider, M> List<M> models(
      Purpose purpose,
      boolean cheap,
      Collection<P> providers,
      Map<Link, M> made,
      BiFunction<P, String, M> make) {
    List<M> models = new ArrayList<>();
    for (Link link : links(purpose, cheap)) {
      provider(link.provider(), providers)
          .filter(provider -> provider.missing().isEmpty())
          .ifPresent(
              provider ->
                  models.add(
                      made.computeIfAbsent(
                          named(link, provider, cheap),
                          each -> make.apply(provider, each.model()))));
    }
    return models;
  }

  private static Link named(Link link, ModelProvider provider, boolean cheap) {
    return link.model().isEmpty()
        ? new Link(link.provider(), cheap ? provider.cheapModel() : provider.usualModel())
        : link;
  }

  private List<Link> links(Purpose purpose, boolean cheap) {
    String chain = config.of(purpose, cheap).strip();
    if (chain.equals(AUTO)) {
      // The cheaper chain is of the same providers as the usual one, by their cheaper models.
      return cheap && !config.of(purpose, false).strip().equals(AUTO)
          ? links(purpose, false).stream().map(link -> new Link(link.provider(), "")).toList()
          : automatic(providers(purpose));
    }
    return Link.parse(ChainConfig.variable(purpose, cheap), chain);
  }

  private List<Link> automatic(Collection<? extends ModelProvider> providers) {
    List<Link> links = new ArrayList<>();
    for (ModelProvider provider : providers) {
      if (!provider.name().equals(OFFLINE) && provider.missing().isEmpty()) {
        links.add(new Link(provider.name(), ""));
      }
    }
    if (isLocal || links.isEmpty()) {
      links.add(new Link(OFFLINE, ""));
    }
    return links;
  }

  private void findAbsent(Purpose purpose, List<Link> links, String variable) {
    for (Link link : links) {
      ModelProvider provider =
          provider(link.provider(), providers(purpose))
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          variable
                              + " names "
                              + link.provider()
                              + ", which is none of "
                              + String.join(
                                  ", ",
                                  providers(purpose).stream().map(ModelProvider::name).toList())
                              + "."));
      provider
          .missing()
          .filter(missing -> absent.put(provider.name(), missing) == null)
          .ifPresent(
              missing ->
                  logger
                      .atWarn()
                      .addKeyValue("event", "provider.absent")
                      .addKeyValue("provider", provider.name())
                      .log(
                          "{} names {}, which is left out until {} is set",
                          variable,
                          provider.name(),
                          missing));
    }
  }

  private Collection<? extends ModelProvider> providers(Purpose purpose) {
    return switch (purpose) {
      case CONTENT, AGENT, CATALOG -> texts;
      case IMAGE -> images;
    };
  }

  private static <P extends ModelProvider> Optional<P> provider(
      String name, Collection<P> providers) {
    return providers.stream().filter(provider -> provider.name().equals(name)).findFirst();
  }

  private static <P extends ModelProvider> List<P> inOrder(Collection<P> providers) {
    return providers.stream()
        .sorted(
            Comparator.comparingInt(
                    (P provider) -> {
                      int place = PREFERENCE.indexOf(provider.name());
                      return place < 0 ? PREFERENCE.size() : place;
                    })
                .thenComparing(ModelProvider::name))
        .toList();
  }
}
