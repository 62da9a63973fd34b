package io.httpwrapper.autoconfigure.netty;

import io.httpwrapper.error.RequestNotProcessedException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.ChannelOperations;

/**
 * Reports that the remote has not processed a request (RFC 9113 §8.7), if it refuses the
 * HTTP/2 stream with {@code REFUSED_STREAM}, or sends a {@code GOAWAY} that excludes it.
 * Reactor Netty 1.3.8 ignores both and reports only that the stream was closed; then
 * nobody knows whether the request was processed.
 */
final class UnprocessedStreamFilter extends ChannelInboundHandlerAdapter {

	static final String NAME = "httpwrapper.unprocessedStreamFilter";

	private boolean answered;

	private boolean told;

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.answered |= message instanceof HttpResponse;
		context.fireChannelRead(message);
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		String proof = proof(event);
		ChannelOperations<?, ?> exchange = ChannelOperations.get(context.channel());
		if (proof == null || exchange == null || this.answered || this.told) {
			context.fireUserEventTriggered(event);
			return;
		}
		ReferenceCountUtil.release(event);
		this.told = true;
		exchange.listener().onUncaughtException(exchange, new RequestNotProcessedException(proof));
		// or the end of the stream would be reported as an error as well, to nobody
		exchange.discard();
	}

	private static @Nullable String proof(Object event) {
		if (event instanceof Http2ResetFrame reset && reset.errorCode() == Http2Error.REFUSED_STREAM.code()) {
			return "The remote refused the HTTP/2 stream (REFUSED_STREAM) and has not processed the request.";
		}
		// handed only to the streams above the last one that the remote takes
		if (event instanceof Http2GoAwayFrame) {
			return "The remote closes the HTTP/2 connection (GOAWAY) and has not processed the request.";
		}
		return null;
	}

}
