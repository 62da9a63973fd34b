package io.httpwrapper.blocking;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

class BodyInputStreamTests {

	private final BodyInputStream stream = new BodyInputStream(new Waiter("orders"), Schedulers.parallel());

	private final AtomicLong sent = new AtomicLong();

	@Test
	void noMoreThanEightBuffersAreFetchedAheadOfTheReader() throws IOException {
		body(100).subscribe(this.stream);

		assertThat(this.sent.get()).isEqualTo(8);
		for (int read = 1; read <= 100; read++) {
			assertThat(this.stream.read()).isEqualTo('x');
			assertThat(this.sent.get() - read).isLessThanOrEqualTo(8);
		}
		assertThat(this.stream.read()).isEqualTo(-1);
	}

	@Test
	void shortRestIsReadToItsEndOnClose() throws IOException {
		body(100).subscribe(this.stream);
		this.stream.read();

		this.stream.close();

		assertThat(this.sent.get()).isEqualTo(100);
	}

	private Flux<DataBuffer> body(int buffers) {
		return Flux.range(0, buffers).map((number) -> {
			this.sent.incrementAndGet();
			return DefaultDataBufferFactory.sharedInstance.wrap("x".getBytes(StandardCharsets.US_ASCII));
		});
	}

}
