package io.httpwrapper.autoconfigure.netty;

import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InterimResponseFilterTests {

	private final AtomicInteger reads = new AtomicInteger();

	private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {

		@Override
		public void read(ChannelHandlerContext context) {
			InterimResponseFilterTests.this.reads.incrementAndGet();
			context.read();
		}

	}, new InterimResponseFilter());

	@Test
	void readThatBroughtOnlyAnInterimResponseIsAskedForAgain() {
		this.channel.config().setAutoRead(false);
		int before = this.reads.get();

		this.channel.writeInbound(response(103), LastHttpContent.EMPTY_LAST_CONTENT);

		assertThat(this.channel.<Object>readInbound()).isNull();
		assertThat(this.reads).hasValue(before + 1);
	}

	@Test
	void finalResponseIsPassedOnWithoutAnotherRead() {
		this.channel.config().setAutoRead(false);
		int before = this.reads.get();
		HttpResponse response = response(200);

		this.channel.writeInbound(response, LastHttpContent.EMPTY_LAST_CONTENT);

		assertThat(this.channel.<Object>readInbound()).isSameAs(response);
		assertThat(this.channel.<Object>readInbound()).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
		assertThat(this.reads).hasValue(before);
	}

	@Test
	void continueAndSwitchingProtocolsAreTheEnginesBusiness() {
		this.channel.writeInbound(response(100), LastHttpContent.EMPTY_LAST_CONTENT, response(101));

		assertThat(this.channel.inboundMessages()).hasSize(3);
	}

	private static HttpResponse response(int status) {
		return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
	}

}
