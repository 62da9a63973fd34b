package io.httpwrapper.client;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.httpwrapper.plugin.ClientPlugin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a plugin does wrong does no harm to permits and places.
 */
class PluginTests {

	private final TestClient test = new TestClient().withoutRetry().timeout("1S", "3S").bulkhead(1, 0, "1S");

	static Stream<Arguments> wrongs() {
		Supplier<Mono<ClientResponse>> thrown = () -> {
			throw new IllegalStateException("thrown");
		};
		Supplier<Mono<ClientResponse>> empty = Mono::empty;
		Supplier<Mono<ClientResponse>> error = () -> Mono.error(new IllegalStateException("returned"));
		Supplier<Mono<ClientResponse>> never = Mono::never;
		return Stream.of(Arguments.of("throws", thrown), Arguments.of("is empty", empty), Arguments.of("fails", error),
				Arguments.of("never completes", never));
	}

	static Stream<Arguments> wrongsAtOnce() {
		Supplier<Mono<ClientResponse>> unlinked = () -> {
			throw new NoClassDefFoundError("thrown");
		};
		return Stream.concat(wrongs(), Stream.of(Arguments.of("cannot be linked", unlinked)));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("wrongsAtOnce")
	void placeIsFreeAgainWhateverAnAttemptsPluginDoes(String what, Supplier<Mono<ClientResponse>> wrong) {
		boolean[] broken = { true };
		this.test.plugin(new ClientPlugin() {
			@Override
			public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
				if (broken[0]) {
					return wrong.get();
				}
				return next.exchange(request);
			}
		});

		assertNoHarm(what, broken);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("wrongsAtOnce")
	void nothingIsLeftBehindWhateverACallsPluginDoesBeforeTheCall(String what, Supplier<Mono<ClientResponse>> wrong) {
		boolean[] broken = { true };
		this.test.plugin(new ClientPlugin() {
			@Override
			public Mono<ClientResponse> aroundCall(ClientRequest request, ExchangeFunction next) {
				if (broken[0]) {
					return wrong.get();
				}
				return next.exchange(request);
			}
		});

		assertNoHarm(what, broken);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("wrongs")
	void nothingIsLeftBehindWhateverACallsPluginDoesWithTheResponse(String what, Supplier<Mono<ClientResponse>> wrong) {
		boolean[] broken = { true };
		this.test.plugin(new ClientPlugin() {
			@Override
			public Mono<ClientResponse> aroundCall(ClientRequest request, ExchangeFunction next) {
				Mono<ClientResponse> answer = next.exchange(request);
				if (broken[0]) {
					return answer.flatMap((response) -> response.releaseBody().then(Mono.defer(wrong)));
				}
				return answer;
			}
		});

		assertNoHarm(what, broken);
	}

	/** Each attempt tells the breaker once, and gives its place back. */
	private void assertNoHarm(String what, boolean[] broken) {
		this.test.upstream.replies(200);

		TestClient.Call call = this.test.get();
		this.test.advance(Duration.ofSeconds(4));
		broken[0] = false;

		assertThat(call.isOver()).as(what).isTrue();
		assertThat(this.test.client().snapshot().counters().inFlight()).isZero();
		assertThat(this.test.client().snapshot().bulkhead()).as(what).extracting("inUse").isEqualTo(0);
		assertThat(this.test.breaker.heard().stream().filter("release"::equals)).as(what)
			.hasSize(Math.toIntExact(this.test.client().snapshot().counters().attempts()));
		assertThat(this.test.get().status()).isEqualTo(200);
	}

}
