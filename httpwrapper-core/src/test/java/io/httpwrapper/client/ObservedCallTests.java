package io.httpwrapper.client;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.httpwrapper.client.TestClient.Call;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.fixture.Observations;
import io.httpwrapper.plugin.ClientPlugin;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The observation that {@code WebClient} makes of a call says what its caller saw.
 */
class ObservedCallTests {

	private static final String CALL = "http.client.requests";

	private static final String MINUTE = "Cache-Control: max-age=60";

	private final Observations observations = new Observations();

	private final TestClient test = new TestClient().observe(this.observations.registry());

	private final FakeUpstream upstream = this.test.upstream;

	@Test
	void repeatedCallIsOneObservationWithTheLastStatus() {
		this.upstream.replies(503).replies(503).replies(200);

		this.test.get();
		this.test.advance(Duration.ofSeconds(1));

		assertThat(this.upstream.requests()).hasSize(3);
		assertThat(told()).containsExactly("exception=none outcome=SUCCESS status=200");
	}

	@Test
	void callThatFailsInTheEndHasNoStatusOfAnEarlierAttempt() {
		this.upstream.replies(503).fails(new IOException("reset"));

		this.test.get();
		this.test.advance(Duration.ofSeconds(1));

		assertThat(told()).containsExactly("exception=IOException outcome=UNKNOWN status=IO_ERROR");
	}

	@Test
	void callThatRecoversFromAnErrorHasNone() {
		this.upstream.fails(new IOException("reset")).replies(200);

		this.test.get();
		this.test.advance(Duration.ofSeconds(1));

		assertThat(told()).containsExactly("exception=none outcome=SUCCESS status=200");
		assertThat(this.observations.ended(CALL).get(0).getError()).isNull();
	}

	@Test
	void refusedCallTellsTheRefusal() {
		this.test.breaker.open();

		this.test.get();

		assertThat(told()).containsExactly("exception=CircuitOpenException outcome=UNKNOWN status=CLIENT_ERROR");
	}

	@Test
	void callThatTakesTooLongTellsItsDeadline() {
		this.test.timeout("5S", "6S");
		this.upstream.replies(503).hangs();

		this.test.get();
		this.test.advance(Duration.ofSeconds(7));

		assertThat(told()).containsExactly("exception=DeadlineExceededException outcome=UNKNOWN status=CLIENT_ERROR");
	}

	@Test
	void callThatItsCallerLeavesBetweenTwoAttemptsIsAborted() {
		this.upstream.replies(503);

		this.test.get().cancel();

		assertThat(told()).containsExactly("exception=none outcome=UNKNOWN status=CLIENT_ERROR");
		assertThat(((ClientRequestObservationContext) this.observations.ended(CALL).get(0)).isAborted()).isTrue();
	}

	@Test
	void fallbackIsWhatTheCallerSaw() {
		this.test.withoutRetry().plugin(new ClientPlugin() {

			@Override
			public Mono<ClientResponse> aroundCall(ClientRequest request, ExchangeFunction next) {
				return next.exchange(request)
					.onErrorReturn(ClientResponse.create(HttpStatus.ACCEPTED).body("later").build());
			}

		});
		this.upstream.fails(new IOException("reset"));

		Call call = this.test.get();

		assertThat(call.body()).isEqualTo("later");
		assertThat(told()).containsExactly("exception=none outcome=SUCCESS status=202");
	}

	@Test
	void answerThatAPluginMakesOfAnAttemptIsWhatTheCallerSaw() {
		this.test.withoutRetry().plugin(new ClientPlugin() {

			@Override
			public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
				return Mono.just(ClientResponse.create(HttpStatus.NOT_FOUND).build());
			}

		});

		this.test.get();

		assertThat(told()).containsExactly("exception=none outcome=CLIENT_ERROR status=404");
	}

	@Test
	void staleAnswerInsteadOfAnErrorIsWhatTheCallerSaw() {
		this.test.cache((settings) -> CacheSettingsFixture.staleIfError(settings, Duration.ofMinutes(10)))
			.withoutRetry();
		this.upstream.repliesText(200, "Ada", MINUTE).replies(503);
		this.test.get();
		this.test.advance(Duration.ofSeconds(61));

		assertThat(this.test.get().body()).isEqualTo("Ada");

		assertThat(told()).hasSize(2).containsOnly("exception=none outcome=SUCCESS status=200");
	}

	@Test
	void confirmedAnswerIsNotTold304() {
		this.test.cache();
		this.upstream.repliesText(200, "Ada", MINUTE, "ETag: \"1\"")
			.repliesWith(304, Flux.empty(), MINUTE, "ETag: \"1\"");
		this.test.get();
		this.test.advance(Duration.ofSeconds(61));

		assertThat(this.test.get().body()).isEqualTo("Ada");

		assertThat(told()).hasSize(2).containsOnly("exception=none outcome=SUCCESS status=200");
	}

	@Test
	void callsThatWaitForAnothersAnswerAreObservedEach() {
		this.test.cache();
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		List<Call> calls = List.of(this.test.get(), this.test.get(), this.test.get());

		answer.tryEmitValue(this.upstream.response(200, Flux.just(FakeUpstream.buffer("Ada")), MINUTE));

		assertThat(calls).allSatisfy((call) -> assertThat(call.body()).isEqualTo("Ada"));
		assertThat(this.upstream.requests()).hasSize(1);
		assertThat(told()).hasSize(3).containsOnly("exception=none outcome=SUCCESS status=200");
	}

	private List<String> told() {
		return this.observations.ended(CALL)
			.stream()
			.map((context) -> "exception=%s outcome=%s status=%s".formatted(
					context.getLowCardinalityKeyValue("exception").getValue(),
					context.getLowCardinalityKeyValue("outcome").getValue(),
					context.getLowCardinalityKeyValue("status").getValue()))
			.toList();
	}

}
