package dev.millrace.worker.chain;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Which models serve which work, in which order. Bound to {@code millrace.chain}. Each is a list
 * such as {@code gemini,openai/gpt-4.1,offline}, or {@code auto}: what has a key, and {@code
 * offline} last where {@code ENVIRONMENT} is local or nothing has a key.
 *
 * @param content {@code CONTENT_CHAIN}
 * @param agent {@code AGENT_CHAIN}
 * @param image {@code IMAGE_CHAIN}
 * @param catalog {@code CATALOG_CHAIN}
 * @param contentCheap {@code CONTENT_CHAIN_CHEAP}: when the budget asks for it
 * @param agentCheap {@code AGENT_CHAIN_CHEAP}
 * @param imageCheap {@code IMAGE_CHAIN_CHEAP}
 * @param catalogCheap {@code CATALOG_CHAIN_CHEAP}
 */
@ConfigurationProperties("millrace.chain")
record ChainConfig(
    @Bindable(defaultValue = "auto") String content,
    @Bindable(defaultValue = "auto") String agent,
    @Bindable(defaultValue = "auto") String image,
    @Bindable(defaultValue = "auto") String catalog,
    @Bindable(defaultValue = "auto") String contentCheap,
    @Bindable(defaultValue = "auto") String agentCheap,
    @Bindable(defaultValue = "auto") String imageCheap,
    @Bindable(defaultValue = "auto") String catalogCheap) {

  String of(Purpose purpose, boolean cheap) {
    return switch (purpose) {
      case CONTENT -> cheap ? contentCheap : content;
      case AGENT -> cheap ? agentCheap : agent;
      case CATALOG -> cheap ? catalogCheap : catalog;
      case IMAGE -> cheap ? imageCheap : image;
    };
  }

  static String variable(Purpose purpose, boolean cheap) {
    return purpose.name() + (cheap ? "_CHAIN_CHEAP" : "_CHAIN");
  }
}
