package dev.millrace.worker.call.price;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Where prices come from.
 *
 * @param file a JSON file whose prices take the place of the built-in ones of the same names; empty
 *     for none
 */
@ConfigurationProperties("millrace.prices")
record PriceConfig(@Bindable(defaultValue = "") String file) {}
