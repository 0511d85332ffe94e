package dev.millrace.security;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.filter.ServerFilterChain;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.config.SecurityConfiguration;
import io.micronaut.security.filters.AuthenticationFetcher;
import io.micronaut.security.filters.SecurityFilter;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.security.rules.SecurityRuleResult;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Micronaut's filter, but for who may pass: rules answer at once, and are asked one after the other
 * without a stream of answers being made of it, which had been a good part of what a request costs.
 * Whoever is not allowed by the first rule that decides is left to Micronaut's own way.
 */
@Filter(Filter.MATCH_ALL_PATTERN)
@Replaces(SecurityFilter.class)
class PromptSecurityFilter extends SecurityFilter {
  PromptSecurityFilter(
      Collection<SecurityRule<HttpRequest<?>>> rules,
      Collection<AuthenticationFetcher<HttpRequest<?>>> fetchers,
      SecurityConfiguration configuration) {
    super(rules, fetchers, configuration);
  }

  @Override
  protected Publisher<MutableHttpResponse<?>> checkRules(
      HttpRequest<?> request, ServerFilterChain chain, @Nullable Authentication caller) {
    return isAllowed(request, caller)
        ? chain.proceed(request)
        : super.checkRules(request, chain, caller);
  }

  private boolean isAllowed(HttpRequest<?> request, @Nullable Authentication caller) {
    for (SecurityRule<HttpRequest<?>> rule : securityRules) {
      PromptAnswer answer = new PromptAnswer();
      rule.check(request, caller).subscribe(answer);
      if (answer.result != SecurityRuleResult.UNKNOWN) {
        return answer.result == SecurityRuleResult.ALLOWED;
      }
    }
    return false;
  }

  /** What a rule says before {@code subscribe} returns; null if it says nothing by then. */
  private static final class PromptAnswer implements Subscriber<SecurityRuleResult> {
    private @Nullable SecurityRuleResult result;

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(1);
    }

    @Override
    public void onNext(SecurityRuleResult answer) {
      result = answer;
    }

    @Override
    public void onError(Throwable failure) {
      result = null;
    }

    @Override
    public void onComplete() {
      // It may have answered or not: both are known by now.
    }
  }
}
