package dev.millrace.local.pubsub;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Tells by the first three bytes of a connection what it speaks, and puts that protocol's handlers
 * in its own place. HTTP/2 with prior knowledge opens with {@code PRI} (RFC 9113, 3.4), which is
 * the start of no HTTP/1.1 method.
 */
final class ProtocolSniffer extends ByteToMessageDecoder {
  private static final int LARGEST_BODY = 20 << 20;
  private static final int PREFACE = 'P' << 16 | 'R' << 8 | 'I';

  private final Supplier<ChannelHandler> grpc;
  private final Supplier<ChannelHandler> rest;
  private final ChannelGroup notGrpc;
  private final List<Object> events = new ArrayList<>();

  ProtocolSniffer(
      Supplier<ChannelHandler> grpc, Supplier<ChannelHandler> rest, ChannelGroup notGrpc) {
    this.grpc = grpc;
    this.rest = rest;
    this.notGrpc = notGrpc;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    notGrpc.add(context.channel());
  }

  /** Kept for gRPC, which begins its negotiation with an event that comes before any bytes. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    events.add(event);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
    if (bytes.readableBytes() < 3) {
      return;
    }
    ChannelPipeline pipeline = context.pipeline();
    if (bytes.getUnsignedMedium(bytes.readerIndex()) == PREFACE) {
      notGrpc.remove(context.channel());
      pipeline.addAfter(context.name(), null, grpc.get());
      events.forEach(context::fireUserEventTriggered);
      pipeline.remove(this);
      return;
    }
    pipeline
        .addAfter(context.name(), "rest", rest.get())
        .addAfter(context.name(), null, new HttpObjectAggregator(LARGEST_BODY))
        .addAfter(context.name(), null, new HttpServerKeepAliveHandler())
        .addAfter(context.name(), null, new HttpServerCodec())
        .remove(this);
  }
}
