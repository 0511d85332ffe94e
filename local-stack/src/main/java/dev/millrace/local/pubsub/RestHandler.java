package dev.millrace.local.pubsub;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One HTTP/1.1 connection. Reads the next request once the last is answered. */
final class RestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final String JSON = "application/json; charset=UTF-8";

  private final RestRoutes routes;

  RestHandler(RestRoutes routes) {
    this.routes = routes;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (request.decoderResult().isFailure()) {
      respond(context, json(RestError.of(Refusal.invalid("The request is not HTTP/1.1."))))
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    if (request.uri().equals("/")) {
      var _ = respond(context, response(HttpResponseStatus.OK, "text/plain", "Ok\n"));
      return;
    }
    context.channel().config().setAutoRead(false);
    CompletableFuture<? extends Message> answer =
        routes.answer(
            request.method(), request.uri(), request.content().toString(StandardCharsets.UTF_8));
    context.channel().closeFuture().addListener(_ -> answer.cancel(false));
    var _ = answer.whenComplete((message, failure) -> finish(context, message, failure));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // The other side broke the connection off; there is nobody left to answer.
    var _ = context.close();
  }

  private static void finish(
      ChannelHandlerContext context, @Nullable Message message, @Nullable Throwable failure) {
    FullHttpResponse response =
        message != null ? json(message) : json(RestError.of(Answer.refusal(cause(failure))));
    respond(context, response).addListener(_ -> context.channel().config().setAutoRead(true));
  }

  private static Throwable cause(@Nullable Throwable failure) {
    return failure == null ? new IllegalStateException("no answer") : failure;
  }

  private static ChannelFuture respond(ChannelHandlerContext context, FullHttpResponse response) {
    return context.writeAndFlush(response);
  }

  private static FullHttpResponse json(Message message) {
    try {
      return response(HttpResponseStatus.OK, JSON, JsonFormat.printer().print(message) + "\n");
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static FullHttpResponse json(RestError error) {
    return response(HttpResponseStatus.valueOf(error.code()), JSON, error.json());
  }

  private static FullHttpResponse response(HttpResponseStatus status, String type, String body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, type)
        .setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    return response;
  }
}
