package io.httpwrapper.autoconfigure.netty;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * A cleartext HTTP/2 server that answers each request frame by frame as told.
 */
final class Http2Server implements AutoCloseable {

	private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final Channel channel;

	private final Reply[] replies;

	private final AtomicInteger requests = new AtomicInteger();

	private final AtomicInteger connections = new AtomicInteger();

	private final List<Http2Headers> heads = new CopyOnWriteArrayList<>();

	/**
	 * @param replies to the first request, the second, and so on; the last one also to
	 * all that follow
	 */
	Http2Server(Reply... replies) {
		this.replies = replies.clone();
		this.channel = new ServerBootstrap().group(this.threads)
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel connection) {
					Http2Server.this.connections.incrementAndGet();
					connection.pipeline().addLast(Http2FrameCodecBuilder.forServer().build(), new Frames());
				}

			})
			.bind("localhost", 0)
			.syncUninterruptibly()
			.channel();
	}

	String url() {
		return "http://localhost:" + ((InetSocketAddress) this.channel.localAddress()).getPort();
	}

	/** The methods of the requests received. */
	List<String> methods() {
		return this.heads.stream().map((head) -> head.method().toString()).toList();
	}

	/** The heads of the requests received. */
	List<Http2Headers> heads() {
		return this.heads;
	}

	int connections() {
		return this.connections.get();
	}

	@Override
	public void close() {
		this.channel.close().syncUninterruptibly();
		this.threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
	}

	/** What to do with one complete request. */
	@FunctionalInterface
	interface Reply {

		void to(Stream stream);

	}

	private final class Frames extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (message instanceof Http2HeadersFrame head) {
				Http2Server.this.heads.add(head.headers());
				if (head.isEndStream()) {
					reply(context, head.stream());
				}
			}
			else if (message instanceof Http2DataFrame data && data.isEndStream()) {
				reply(context, data.stream());
			}
			ReferenceCountUtil.release(message);
		}

		private void reply(ChannelHandlerContext context, Http2FrameStream stream) {
			int number = Http2Server.this.requests.getAndIncrement();
			Http2Server.this.replies[Math.min(number, Http2Server.this.replies.length - 1)]
				.to(new Stream(context, stream));
		}

	}

	/**
	 * The server's end of a stream.
	 */
	record Stream(ChannelHandlerContext context, Http2FrameStream stream) {

		void head(int status) {
			head(new DefaultHttp2Headers().status(Integer.toString(status)), false);
		}

		void redirect(String location) {
			head(new DefaultHttp2Headers().status("302").set("location", location), true);
		}

		private void head(Http2Headers head, boolean last) {
			this.context.writeAndFlush(new DefaultHttp2HeadersFrame(head, last).stream(this.stream));
		}

		void end(String body) {
			this.context
				.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII), true)
					.stream(this.stream));
		}

		void reset(Http2Error error) {
			this.context.writeAndFlush(new DefaultHttp2ResetFrame(error).stream(this.stream));
		}

		/**
		 * Says that the connection closes.
		 * @param counted whether this stream is still processed
		 */
		void goAway(boolean counted) {
			Http2FrameCodec codec = this.context.pipeline().get(Http2FrameCodec.class);
			ChannelHandlerContext wire = this.context.pipeline().context(codec);
			codec.encoder()
				.frameWriter()
				.writeGoAway(wire, counted ? this.stream.id() : this.stream.id() - 2, Http2Error.NO_ERROR.code(),
						Unpooled.EMPTY_BUFFER, wire.newPromise());
			wire.flush();
		}

	}

}
