package io.httpwrapper.client;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.httpwrapper.client.TestClient.Call;
import io.httpwrapper.error.AttemptTimeoutException;
import io.httpwrapper.error.DeadlineExceededException;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.fixture.Observations;
import io.httpwrapper.observation.AttemptObservationContext;
import io.httpwrapper.observation.AttemptObservationConvention;
import io.httpwrapper.observation.DefaultAttemptObservationConvention;
import io.httpwrapper.plugin.ClientPlugin;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The observation of each attempt, ended exactly once however the attempt ends.
 */
class ObservedAttemptTests {

	private static final String ATTEMPT = "httpwrapper.attempt";

	private final Observations observations = new Observations();

	private final TestClient test = new TestClient().observeAttempts(this.observations.registry());

	private final FakeUpstream upstream = this.test.upstream;

	@Test
	void eachAttemptIsObservedBelowItsCall() {
		this.upstream.replies(503).replies(200);

		this.test.get();
		this.test.advance(Duration.ofSeconds(1));

		assertThat(this.observations.keys(ATTEMPT)).containsExactly(
				"client=users method=GET outcome=server-error verdict=failure",
				"client=users method=GET outcome=success verdict=success");
		assertThat(this.observations.details(ATTEMPT)).containsExactly("attempt=1 endpoint=users.internal status=503",
				"attempt=2 endpoint=users.internal status=200");
		assertThat(this.observations.ended(ATTEMPT)).allSatisfy((context) -> {
			assertThat(context.getContextualName()).isEqualTo("attempt get");
			assertThat(context.getParentObservation().getContextView())
				.isInstanceOf(ClientRequestObservationContext.class);
		});
		assertNoneIsLeft(2);
	}

	@Test
	void nothingIsObservedUnlessAskedFor() {
		TestClient plain = new TestClient().observe(this.observations.registry());
		plain.upstream.replies(200);

		plain.get();

		assertThat(this.observations.started(ATTEMPT)).isZero();
		assertThat(this.observations.started("http.client.requests")).isOne();
	}

	@Test
	void errorIsTold() {
		this.test.withoutRetry();
		this.upstream.fails(new IOException("reset"));

		this.test.get();

		assertThat(this.observations.keys(ATTEMPT))
			.containsExactly("client=users method=GET outcome=error verdict=failure");
		assertThat(this.observations.ended(ATTEMPT).get(0).getError()).hasMessage("reset");
		assertNoneIsLeft(1);
	}

	@Test
	void requestThatWasNeverSentIsToldAsSuch() {
		this.test.withoutRetry();
		this.upstream.fails(new ConnectException("refused"));

		this.test.get();

		assertThat(this.observations.keys(ATTEMPT))
			.containsExactly("client=users method=GET outcome=error verdict=not-sent");
	}

	@Test
	void attemptThatTakesTooLongEndsWithItsTimeout() {
		this.test.withoutRetry();
		this.upstream.hangs();

		this.test.get();
		this.test.advance(Duration.ofSeconds(6));

		assertThat(this.observations.keys(ATTEMPT))
			.containsExactly("client=users method=GET outcome=timeout verdict=failure");
		assertThat(this.observations.ended(ATTEMPT).get(0).getError()).isInstanceOf(AttemptTimeoutException.class);
		assertNoneIsLeft(1);
	}

	@Test
	void attemptThatTheCallsDeadlineEndsIsATimeoutWithoutAnErrorOfItsOwn() {
		this.test.timeout("5S", "2S");
		this.upstream.hangs();

		Call call = this.test.get();
		this.test.advance(Duration.ofSeconds(3));

		assertThat(call.error()).isInstanceOf(DeadlineExceededException.class);
		assertThat(this.observations.keys(ATTEMPT))
			.containsExactly("client=users method=GET outcome=timeout verdict=failure");
		assertThat(this.observations.ended(ATTEMPT).get(0).getError()).isNull();
		assertNoneIsLeft(1);
	}

	@Test
	void attemptThatItsCallerLeavesIsCancelled() {
		this.upstream.hangs();

		this.test.get().cancel();

		assertThat(this.observations.keys(ATTEMPT))
			.containsExactly("client=users method=GET outcome=cancelled verdict=ignored");
		assertNoneIsLeft(1);
	}

	@Test
	void callerWhoLeavesWithinTheBodyDoesNotEndTheAttemptAgain() {
		this.upstream.repliesWith(200, Flux.never());

		this.test.get().cancel();

		assertThat(this.observations.keys(ATTEMPT))
			.containsExactly("client=users method=GET outcome=success verdict=success");
		assertNoneIsLeft(1);
	}

	@Test
	void attemptWithoutAnAnswerEnds() {
		this.upstream.then((request) -> Mono.empty());

		this.test.get();

		assertThat(this.observations.keys(ATTEMPT))
			.containsExactly("client=users method=GET outcome=cancelled verdict=ignored");
		assertNoneIsLeft(1);
	}

	@Test
	void callerWhoLeavesWhileTheAttemptIsBeingStartedEndsIt() {
		AtomicReference<Call> call = new AtomicReference<>();
		this.test.bulkhead(1, 1, "10s");
		this.upstream.repliesWith(200, Flux.never()).replies(200);
		Call first = this.test.get();
		call.set(this.test.get());
		onStart(() -> call.get().cancel());

		first.cancel();

		assertThat(this.observations.keys(ATTEMPT)).containsExactly(
				"client=users method=GET outcome=success verdict=success",
				"client=users method=GET outcome=cancelled verdict=ignored");
		assertNoneIsLeft(2);
		assertThat(this.test.client().snapshot().bulkhead().inUse()).isZero();
	}

	@Test
	void refusedAttemptIsNone() {
		this.test.breaker.open();

		this.test.get();

		assertThat(this.observations.started(ATTEMPT)).isZero();
	}

	@Test
	void waitBeforeItIsNotPartOfTheAttempt() {
		this.test.bulkhead(1, 1, "10s");
		this.upstream.repliesWith(200, Flux.never()).replies(200);
		Call first = this.test.get();
		Call second = this.test.get();
		assertThat(this.observations.started(ATTEMPT)).isOne();

		first.cancel();

		assertThat(second.status()).isEqualTo(200);
		assertNoneIsLeft(2);
	}

	@Test
	void endIsToldBeforeTheCallerGoesOn() {
		this.upstream.replies(200);

		List<Integer> ended = this.test.webClient()
			.get()
			.uri("/users/1")
			.exchangeToMono((response) -> Mono.just(this.observations.ended(ATTEMPT).size())
				.delayUntil((count) -> response.releaseBody()))
			.flux()
			.collectList()
			.block();

		assertThat(ended).containsExactly(1);
	}

	@Test
	void listenersAreToldWithinTheObservation() {
		this.upstream.replies(200);
		AtomicReference<Observation> current = new AtomicReference<>();
		this.test.listener.onEach(EventType.ATTEMPT_COMPLETED,
				() -> current.set(this.observations.registry().getCurrentObservation()));

		this.test.get();

		assertThat(current.get().getContextView()).isInstanceOf(AttemptObservationContext.class);
		assertThat(this.observations.registry().getCurrentObservation()).isNull();
	}

	@Test
	void methodsThatNobodyKnowsShareAValue() {
		this.upstream.replies(200);

		this.test.send(this.test.webClient().method(HttpMethod.valueOf("REPORT")).uri("/users"));

		assertThat(this.observations.keys(ATTEMPT))
			.containsExactly("client=users method=other outcome=success verdict=success");
		assertThat(this.observations.ended(ATTEMPT).get(0).getContextualName()).isEqualTo("attempt other");
	}

	@Test
	void endpointNamesThePort() {
		this.upstream.replies(200);

		this.test.send(this.test.webClient().get().uri("http://users.internal:8081/users/1"));

		assertThat(this.observations.details(ATTEMPT))
			.containsExactly("attempt=1 endpoint=users.internal:8081 status=200");
	}

	@Test
	void conventionOfTheApplicationNamesIt() {
		this.test.convention(new AttemptObservationConvention() {

			@Override
			public String getName() {
				return "outbound";
			}

			@Override
			public KeyValues getLowCardinalityKeyValues(AttemptObservationContext context) {
				return new DefaultAttemptObservationConvention().getLowCardinalityKeyValues(context)
					.and("team", "billing");
			}

		});
		this.upstream.replies(200);

		this.test.get();

		assertThat(this.observations.keys("outbound"))
			.containsExactly("client=users method=GET outcome=success team=billing verdict=success");
	}

	@Test
	void conventionForTheWholeApplicationNamesIt() {
		this.observations.registry().observationConfig().observationConvention(new GlobalConvention());
		this.upstream.replies(200);

		this.test.get();

		assertThat(this.observations.keys("global")).containsExactly("n=1");
	}

	@Test
	void attemptsThatAreSwitchedOffByNameAreNotObserved() {
		this.observations.registry().observationConfig().observationPredicate((name, context) -> !name.equals(ATTEMPT));
		this.upstream.replies(200);

		Call call = this.test.get();

		assertThat(call.status()).isEqualTo(200);
		assertThat(this.observations.started(ATTEMPT)).isZero();
	}

	@Test
	void observationThatCannotStartDoesNotEndTheCall() {
		this.observations.registry().observationConfig().observationHandler(new AttemptHandler() {

			@Override
			public void onStart(AttemptObservationContext context) {
				throw new IllegalStateException("no start");
			}

		});
		this.upstream.replies(200);

		Call call = this.test.get();

		assertThat(call.status()).isEqualTo(200);
		assertThat(this.test.breaker.heard()).containsExactly("SUCCESS", "release");
	}

	@Test
	void observationThatCannotEndDoesNotEndTheCall() {
		this.observations.registry().observationConfig().observationHandler(new AttemptHandler() {

			@Override
			public void onStop(AttemptObservationContext context) {
				throw new IllegalStateException("no stop");
			}

			@Override
			public void onScopeOpened(AttemptObservationContext context) {
				throw new IllegalStateException("no scope");
			}

		});
		this.upstream.replies(200);

		Call call = this.test.get();

		assertThat(call.status()).isEqualTo(200);
		assertThat(this.test.listener.of(EventType.ATTEMPT_COMPLETED)).hasSize(1);
		assertThat(this.test.breaker.heard()).containsExactly("SUCCESS", "release");
	}

	@Test
	void switchWorksOnARunningClient() {
		this.upstream.replies(200);
		WrappedClient client = this.test.client();

		client.change(TestClient.observed(client.settings(), false));
		this.test.get();
		assertThat(this.observations.started(ATTEMPT)).isZero();
		client.change(TestClient.observed(client.settings(), true));
		this.test.get();

		assertNoneIsLeft(1);
	}

	@Test
	void requestThatAPluginMakesAnewKeepsItsCallAndItsTrace() {
		onStartPropagate("traceparent", "here");
		this.test.plugin(new ClientPlugin() {

			@Override
			public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
				assertThat(io.httpwrapper.call.Call.of(request).attempt()).isOne();
				return next.exchange(ClientRequest.from(request).header("X-Signature", "abc").build());
			}

		});
		this.upstream.replies(200);

		this.test.get();

		ClientRequest sent = this.upstream.requests().get(0);
		assertThat(sent.headers().get("traceparent")).containsExactly("here");
		assertThat(sent.headers().get("X-Signature")).containsExactly("abc");
	}

	private void onStart(Runnable action) {
		this.observations.registry().observationConfig().observationHandler(new AttemptHandler() {

			@Override
			public void onStart(AttemptObservationContext context) {
				action.run();
			}

		});
	}

	private void onStartPropagate(String name, String value) {
		this.observations.registry().observationConfig().observationHandler(new AttemptHandler() {

			@Override
			public void onStart(AttemptObservationContext context) {
				context.getSetter().set(context.getCarrier(), name, value);
			}

		});
	}

	private void assertNoneIsLeft(int expected) {
		assertThat(this.observations.started(ATTEMPT)).isEqualTo(expected);
		assertThat(this.observations.ended(ATTEMPT)).hasSize(expected);
	}

	private static class AttemptHandler implements ObservationHandler<AttemptObservationContext> {

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof AttemptObservationContext;
		}

	}

	private static final class GlobalConvention implements GlobalObservationConvention<AttemptObservationContext> {

		@Override
		public String getName() {
			return "global";
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(AttemptObservationContext context) {
			return KeyValues.of(KeyValue.of("n", Integer.toString(context.getAttempt())));
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof AttemptObservationContext;
		}

	}

}
