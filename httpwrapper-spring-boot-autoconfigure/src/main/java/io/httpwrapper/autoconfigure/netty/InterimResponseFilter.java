package io.httpwrapper.autoconfigure.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Drops interim responses such as {@code 103 Early Hints}; RFC 9110 §15.2 allows a client
 * to ignore them. Reactor Netty 1.3.8 treats one as the final response and releases the
 * connection, so that the next request on it would get this request's response.
 */
final class InterimResponseFilter extends ChannelInboundHandlerAdapter {

	static final String NAME = "httpwrapper.interimResponseFilter";

	private boolean dropping;

	private boolean dropped;

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpResponse response) {
			this.dropping = isInterim(response.status());
		}
		if (!this.dropping) {
			context.fireChannelRead(message);
			return;
		}
		ReferenceCountUtil.release(message);
		this.dropped = true;
		if (message instanceof LastHttpContent) {
			this.dropping = false;
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		context.fireChannelReadComplete();
		if (this.dropped && !context.channel().config().isAutoRead()) {
			// who asked for this read may have got nothing of it, and would not ask again
			context.read();
		}
		this.dropped = false;
	}

	/** 100 is the engine's own business, 101 is final for HTTP. */
	private static boolean isInterim(HttpResponseStatus status) {
		return status.code() > HttpResponseStatus.SWITCHING_PROTOCOLS.code()
				&& status.code() < HttpResponseStatus.OK.code();
	}

}
