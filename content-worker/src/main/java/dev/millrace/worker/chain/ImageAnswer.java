package dev.millrace.worker.chain;

import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.model.Picture;
import dev.millrace.worker.provider.Usage;

/** A picture, who drew it, and what every call that led to it used up. */
public record ImageAnswer(Picture picture, ModelName model, Usage usage) {}
