package dev.millrace.local.pubsub;

import io.grpc.ServerCredentials;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.channel.ChannelHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.GlobalEventExecutor;

/**
 * Lets gRPC and REST share a port. It takes the place where gRPC would set up TLS, so a gRPC
 * connection is gRPC's own from its first bytes on and costs nothing more.
 */
final class OnePort {
  private final RestRoutes routes;
  private final ChannelGroup notGrpc = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  OnePort(RestRoutes routes) {
    this.routes = routes;
  }

  ServerCredentials asCredentials() {
    return InternalNettyServerCredentials.create(new Negotiator());
  }

  /** Ends the connections that gRPC does not know it has. */
  void closeRest() {
    notGrpc.close().awaitUninterruptibly();
  }

  private final class Negotiator implements InternalProtocolNegotiator.ProtocolNegotiator {
    private final InternalProtocolNegotiator.ProtocolNegotiator plaintext =
        InternalProtocolNegotiators.serverPlaintext();

    @Override
    public AsciiString scheme() {
      return plaintext.scheme();
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
      return new ProtocolSniffer(
          () -> plaintext.newHandler(grpc), () -> new RestHandler(routes), notGrpc);
    }

    @Override
    public void close() {
      plaintext.close();
    }
  }
}
