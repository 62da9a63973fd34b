package io.httpwrapper.autoconfigure.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that delivers more than the response, such as a body longer than
 * its {@code Content-Length}. The surplus must not be read as the response to the next
 * request, or as its beginning (RFC 9112 §6.3). The response itself is passed on.
 */
final class SurplusFilter extends ChannelDuplexHandler {

	static final String NAME = "httpwrapper.surplusFilter";

	private final Bytes bytes = new Bytes();

	/** The last request has its response; a connection that is not HTTP/1.1 has none. */
	private boolean answered;

	private boolean interim;

	/** The end of a response, until all that came with it is known. */
	private @Nullable Object end;

	private boolean surplus;

	/** The part of it that belongs in front of the codec. */
	Bytes bytes() {
		return this.bytes;
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof HttpRequest) {
			this.answered = false;
		}
		context.write(message, promise);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (!(message instanceof HttpObject)) {
			context.fireChannelRead(message);
			return;
		}
		if (this.answered) {
			ReferenceCountUtil.release(message);
			this.surplus = true;
			return;
		}
		if (message instanceof HttpResponse response) {
			this.interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
		}
		if (message instanceof LastHttpContent && !this.interim) {
			this.answered = true;
			this.end = message;
			this.surplus = this.bytes.areLeft();
			return;
		}
		context.fireChannelRead(message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.surplus) {
			// first, so that nobody is given the connection meanwhile
			context.close();
		}
		Object end = this.end;
		if (end != null) {
			this.end = null;
			context.fireChannelRead(end);
		}
		context.fireChannelReadComplete();
	}

	/**
	 * Sees what the codec is given, and what it has left of it: it reads from the same
	 * buffer unless the last one ended in the middle of a line.
	 */
	final class Bytes extends ChannelInboundHandlerAdapter {

		static final String NAME = "httpwrapper.surplusFilter.bytes";

		private @Nullable ByteBuf reading;

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (!(message instanceof ByteBuf buffer)) {
				context.fireChannelRead(message);
			}
			else if (SurplusFilter.this.answered && buffer.isReadable()) {
				buffer.release();
				SurplusFilter.this.surplus = true;
			}
			else {
				this.reading = buffer;
				context.fireChannelRead(buffer);
				this.reading = null;
			}
		}

		private boolean areLeft() {
			ByteBuf buffer = this.reading;
			return buffer != null && buffer.refCnt() > 0 && buffer.isReadable();
		}

	}

}
