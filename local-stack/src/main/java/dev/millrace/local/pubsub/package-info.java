/**
 * A Pub/Sub broker inside the process: {@code google.pubsub.v1} over gRPC and REST on one port, and
 * the product's topics and subscriptions on any Pub/Sub host.
 */
@NullMarked
package dev.millrace.local.pubsub;

import org.jspecify.annotations.NullMarked;
