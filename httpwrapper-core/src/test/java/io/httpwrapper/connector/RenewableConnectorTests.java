package io.httpwrapper.connector;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.mock.http.client.reactive.MockClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RenewableConnectorTests {

	private final List<Wire> made = new ArrayList<>();

	private final RenewableConnector connector = new RenewableConnector(() -> {
		Wire wire = new Wire();
		this.made.add(wire);
		return wire;
	});

	@Test
	void unusedOneIsClosedAtOnceWhenAnotherTakesItsPlace() {
		this.connector.renew();

		assertThat(this.made).hasSize(2);
		assertThat(this.made.get(0).closed).isOne();
		assertThat(this.made.get(1).closed).isZero();
	}

	@Test
	void requestThatIsUnderWayKeepsTheOldOneOpenToTheEndOfItsBody() {
		List<ClientHttpResponse> heads = new ArrayList<>();
		connect().subscribe(heads::add);
		this.connector.renew();
		Wire old = this.made.get(0);

		old.head.tryEmitValue(old.response);
		heads.get(0).getBody().subscribe();
		assertThat(old.closed).isZero();
		old.body.tryEmitComplete();

		assertThat(old.closed).isOne();
	}

	@Test
	void callerThatLeavesBeforeTheHeadLetsTheOldOneClose() {
		Subscription[] call = new Subscription[1];
		connect().doOnSubscribe((subscription) -> call[0] = subscription).subscribe();
		this.connector.renew();

		call[0].cancel();

		assertThat(this.made.get(0).closed).isOne();
	}

	@Test
	void callerThatLeavesWithinTheBodyLetsTheOldOneClose() {
		List<ClientHttpResponse> heads = new ArrayList<>();
		connect().subscribe(heads::add);
		this.made.get(0).head.tryEmitValue(this.made.get(0).response);
		this.connector.renew();

		StepVerifier.create(heads.get(0).getBody()).thenCancel().verify();

		assertThat(this.made.get(0).closed).isOne();
	}

	@Test
	void errorLetsTheOldOneClose() {
		connect().onErrorComplete().subscribe();
		this.connector.renew();

		this.made.get(0).head.tryEmitError(new IOException("reset"));

		assertThat(this.made.get(0).closed).isOne();
	}

	@Test
	void refusalBeforeAnythingIsSentLetsTheOldOneClose() {
		this.made.get(0).refusal = new IllegalArgumentException("no scheme");
		StepVerifier.create(connect()).verifyErrorMessage("no scheme");

		this.connector.renew();

		assertThat(this.made.get(0).closed).isOne();
	}

	@Test
	void requestsFromThenOnGoThroughTheNewOne() {
		this.connector.renew();

		connect().subscribe();

		assertThat(this.made).extracting((wire) -> wire.requests).containsExactly(0, 1);
	}

	@Test
	void oldOneStaysWhereANewOneCannotBeMade() {
		Wire first = new Wire();
		List<Wire> supply = new ArrayList<>(List.of(first));
		RenewableConnector exhausted = new RenewableConnector(() -> {
			if (supply.isEmpty()) {
				throw new IllegalStateException("no material");
			}
			return supply.remove(0);
		});

		assertThatIllegalStateException().isThrownBy(exhausted::renew);

		assertThat(first.closed).isZero();
	}

	@Test
	void closingEndsOldOnesToo() throws IOException {
		connect().subscribe();
		this.connector.renew();

		this.connector.close();

		assertThat(this.made).hasSize(2).allMatch((wire) -> wire.closed == 1);
	}

	@Test
	void oldOneThatWasClosedIsNotClosedAgainWhenItsBodyEnds() throws IOException {
		connect().onErrorComplete().subscribe();
		this.connector.renew();
		this.connector.close();

		this.made.get(0).head.tryEmitError(new IOException("closed"));

		assertThat(this.made.get(0).closed).isOne();
	}

	private Mono<ClientHttpResponse> connect() {
		return this.connector.connect(HttpMethod.GET, URI.create("http://orders"), (request) -> Mono.empty());
	}

	private static final class Wire implements ClientHttpConnector, Closeable {

		private final Sinks.One<ClientHttpResponse> head = Sinks.one();

		private final Sinks.Many<DataBuffer> body = Sinks.many().unicast().onBackpressureBuffer();

		private final ClientHttpResponse response = new MockClientHttpResponse(HttpStatus.OK) {

			@Override
			public Flux<DataBuffer> getBody() {
				return Wire.this.body.asFlux();
			}

		};

		private int requests;

		private int closed;

		private @Nullable RuntimeException refusal;

		@Override
		public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
				Function<? super ClientHttpRequest, Mono<Void>> callback) {
			this.requests++;
			if (this.refusal != null) {
				throw this.refusal;
			}
			return this.head.asMono();
		}

		@Override
		public void close() {
			this.closed++;
		}

	}

}
