package dev.millrace.worker.chain;

import dev.millrace.dispatch.DispatchConfig;
import dev.millrace.dispatch.DispatchConfig.OnUnknown;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.provider.ProviderException;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a failure is passed on to the next model, and who hears of it. */
@Singleton
final class Passing {
  private static final Logger logger = LoggerFactory.getLogger(Passing.class);

  private final Standing standing;
  private final OnUnknown onUnknown;

  Passing(Standing standing, DispatchConfig config) {
    this.standing = standing;
    this.onUnknown = config.onUnknown();
  }

  /**
   * Whether no other model is asked. A budget may forbid it. A refused text is not carried from
   * provider to provider until one takes it; and where an operator wants no call repeated whose
   * outcome is unknown, another model's call would be just that.
   */
  boolean endsChain(ProviderException failure) {
    if (!failure.reason().mayAskAnother()) {
      return true;
    }
    return switch (failure.failureClass()) {
      case CONTENT_POLICY -> true;
      case OUTCOME_UNKNOWN -> onUnknown == OnUnknown.FAIL;
      case TRANSIENT, RATE_LIMITED, TIMEOUT, INVALID_OUTPUT, CONFIGURATION, INVALID_REQUEST ->
          false;
    };
  }

  void served(ModelName model) {
    standing.served(model.provider());
  }

  void failed(ModelName model, ProviderException failure) {
    standing.failed(model.provider(), failure);
    logger
        .atWarn()
        .addKeyValue("event", "model.failed")
        .addKeyValue("provider", model.provider())
        .addKeyValue("model", model.model())
        .addKeyValue("error_class", failure.failureClass().wireName())
        .log(
            endsChain(failure)
                ? "A model failed, and no other is asked: {}"
                : "A model failed, the next of its chain is asked: {}",
            failure.getMessage());
  }

  void repairs(ModelName model) {
    logger
        .atInfo()
        .addKeyValue("event", "model.repairs")
        .addKeyValue("provider", model.provider())
        .addKeyValue("model", model.model())
        .addKeyValue("error_class", FailureClass.INVALID_OUTPUT.wireName())
        .log("A model's answer does not meet its schema and is repaired");
  }
}
