package dev.millrace.api.content;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.CompletableFuture;

/** Notices that a caller has hung up before it was answered, of which Micronaut says nothing. */
public final class HangUp {
  private HangUp() {}

  /** Ends an answer that nobody waits for any more with what was known before. */
  public static <T> void of(HttpRequest<?> request, CompletableFuture<T> answer, T known) {
    if (request instanceof NettyHttpRequest<?> netty) {
      Channel channel = netty.getChannelHandlerContext().channel();
      ChannelFutureListener listener = closed -> answer.complete(known);
      channel.closeFuture().addListener(listener);
      // A connection outlives its requests, and must not remember each.
      var _ = answer.whenComplete((_, _) -> channel.closeFuture().removeListener(listener));
    }
  }
}
