package io.httpwrapper.pipeline.body;

import io.httpwrapper.fixture.FakeUpstream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;

import static org.assertj.core.api.Assertions.assertThat;

class HeldBodyTests {

	private final ReplayBuffer replayBuffer = new ReplayBuffer(5);

	private final FakeUpstream upstream = new FakeUpstream();

	private final TestPublisher<DataBuffer> body = TestPublisher.create();

	private final BaseSubscriber<ClientResponse> caller = new BaseSubscriber<>() {

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			// asks for nothing: what is given out lies with the sink
		}

	};

	@Test
	void bodyGivenOutToACallerWhoLeavesBeforeItComesIsReleased() {
		NettyDataBuffer buffer = (NettyDataBuffer) FakeUpstream.buffer("longer than 5");
		hold(this.body.flux());
		this.body.next(buffer);

		this.caller.cancel();

		assertThat(buffer.getNativeBuffer().refCnt()).isZero();
		this.body.assertCancelled();
	}

	@Test
	void bodyThatStartsWhenTheCallerHasLeftIsCancelled() {
		hold(this.body.flux().doOnSubscribe((subscription) -> this.caller.cancel()));

		this.body.assertCancelled();
		this.body.assertWasNotRequested();
	}

	private void hold(Flux<DataBuffer> body) {
		this.replayBuffer.hold(this.upstream.response(200, body)).subscribe(this.caller);
	}

}
