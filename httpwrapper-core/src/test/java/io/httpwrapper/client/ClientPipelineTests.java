package io.httpwrapper.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.httpwrapper.call.CallOptions;
import io.httpwrapper.error.AttemptTimeoutException;
import io.httpwrapper.error.CircuitOpenException;
import io.httpwrapper.error.DeadlineExceededException;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.RecordingListener;
import io.httpwrapper.pipeline.call.CallRequest;
import io.httpwrapper.plugin.ClientPlugin;
import io.httpwrapper.policy.CircuitBreakerSettings;
import io.httpwrapper.policy.Jitter;
import io.httpwrapper.policy.RetrySettings;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What only holds if the stages stand in the order of the list: each test fails if two of
 * them are swapped.
 */
class ClientPipelineTests {

	private final TestClient users = new TestClient().retry(ClientPipelineTests::withoutJitter);

	private static RetrySettings withoutJitter(RetrySettings retry) {
		return retry.with((it) -> it.enabled(true).jitter(Jitter.NONE));
	}

	@Test
	void listenerForAWhileHearsWhatHappensMeanwhile() {
		RecordingListener visitor = new RecordingListener();
		this.users.upstream.replies(200).replies(200).replies(200);

		this.users.get();
		Disposable visit = this.users.client().listen(visitor);
		this.users.get();
		visit.dispose();
		this.users.get();

		assertThat(visitor.heard()).containsExactly(EventType.ATTEMPT_COMPLETED, EventType.CALL_SUCCEEDED);
		assertThat(this.users.listener.of(EventType.CALL_SUCCEEDED)).hasSize(3);
	}

	@Test
	void callHookRunsOncePerCallAndAttemptHookOncePerAttempt() {
		Recorder plugin = new Recorder("a");
		this.users.plugin(plugin);
		this.users.upstream.replies(503).replies(200);

		this.users.get();
		this.users.advance(Duration.ofMillis(50));

		assertThat(plugin.seen).containsExactly("a call", "a attempt 1", "a attempt 2");
	}

	@Test
	void pluginsAreAppliedInTheirOrder() {
		List<String> seen = new ArrayList<>();
		this.users.plugin(new Recorder("a", seen)).plugin(new Recorder("b", seen));
		this.users.upstream.replies(200);

		this.users.get();

		assertThat(seen).containsExactly("a call", "b call", "a attempt 1", "b attempt 1");
	}

	@Test
	void callHookSeesTheDeadlineAsAnError() {
		List<Throwable> errors = new ArrayList<>();
		this.users.timeout("1s", "1s").plugin(new ClientPlugin() {

			@Override
			public Mono<ClientResponse> aroundCall(ClientRequest request, ExchangeFunction next) {
				return next.exchange(request).doOnError(errors::add);
			}

		});
		this.users.upstream.hangs();

		this.users.get();
		this.users.advance(Duration.ofSeconds(1));

		assertThat(errors).hasOnlyElementsOfType(DeadlineExceededException.class).hasSize(1);
	}

	@Test
	void callHookCanAnswerInPlaceOfAnError() {
		this.users.plugin(new ClientPlugin() {

			@Override
			public Mono<ClientResponse> aroundCall(ClientRequest request, ExchangeFunction next) {
				return next.exchange(request)
					.onErrorResume(CircuitOpenException.class,
							(ex) -> Mono.just(ClientResponse.create(HttpStatus.ACCEPTED).build()));
			}

		});
		this.users.breaker.open();

		TestClient.Call call = this.users.get();

		assertThat(call.status()).isEqualTo(202);
		assertThat(this.users.client().snapshot().counters().inFlight()).isZero();
	}

	@Test
	void deadlineSpansAllAttemptsAndPauses() {
		this.users.timeout("2s", "3s");
		this.users.upstream.hangs();

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofSeconds(3));

		assertThat(call.error()).isInstanceOf(DeadlineExceededException.class);
		assertThat(this.users.upstream.requests()).hasSize(2);
	}

	@Test
	void everyAttemptIsJudgedByTheBreaker() {
		this.users.upstream.replies(500);

		this.users.get();
		this.users.advance(Duration.ofMillis(150));

		assertThat(this.users.breaker.heard()).filteredOn("FAILURE"::equals).hasSize(3);
	}

	@Test
	void timedOutAttemptIsRepeated() {
		this.users.upstream.hangs().replies(200);

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMillis(5050));

		assertThat(call.status()).isEqualTo(200);
		assertThat(this.users.breaker.heard()).startsWith("FAILURE", "release", "SUCCESS");
	}

	@Test
	void attemptHookIsBelowTheAttemptsTimeout() {
		this.users.plugin(new ClientPlugin() {

			@Override
			public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
				return Mono.never();
			}

		});
		this.users.upstream.replies(200);

		TestClient.Call call = this.users.get(CallOptions.none().noRetry());
		this.users.advance(Duration.ofSeconds(5));

		assertThat(call.error()).isInstanceOf(AttemptTimeoutException.class);
	}

	@Test
	void refusedAttemptRunsNoAttemptHook() {
		Recorder plugin = new Recorder("a");
		this.users.plugin(plugin);
		this.users.breaker.open();

		this.users.get();

		assertThat(plugin.seen).containsExactly("a call");
	}

	@Test
	void refusedAttemptArmsNoTimeout() {
		this.users.breaker.open();

		this.users.get();

		assertThat(this.users.world.timer().armed()).isZero();
	}

	@Test
	void realBreakerOpensOnFailuresInARowAndClosesAfterItsTrials() {
		CircuitBreakerSettings defaults = CircuitBreakerSettings.DEFAULTS;
		this.users.with(defaults.with((it) -> it.enabled(true)
			.failureThreshold(3)
			.recoveryTimeout(Duration.ofSeconds(1))
			.maxRecoveryTimeout(Duration.ofSeconds(10))
			.halfOpenCalls(1)));
		this.users.upstream.replies(500).replies(500).replies(500).replies(200);

		this.users.get();
		this.users.advance(Duration.ofMillis(150));
		TestClient.Call refused = this.users.get();
		this.users.advance(Duration.ofMillis(1200));
		TestClient.Call trial = this.users.get();

		assertThat(refused.error()).isInstanceOf(CircuitOpenException.class);
		assertThat(trial.status()).isEqualTo(200);
		assertThat(this.users.listener.of(EventType.CIRCUIT_CHANGED))
			.extracting((event) -> event.from() + ">" + event.to())
			.containsExactly("closed>open", "open>half-open", "half-open>closed");
	}

	@Test
	void resubscribedCallIsACallOfItsOwn() {
		this.users.upstream.replies(404).replies(200);
		WebClient twice = WebClient.builder()
			.baseUrl("http://users.internal")
			.exchangeFunction(this.users.upstream)
			.filter((request, next) -> {
				Mono<ClientResponse> call = next.exchange(request);
				return call.flatMap(ClientResponse::releaseBody).then(call);
			})
			.filter(this.users.client().pipeline())
			.build();

		TestClient.Call call = this.users.send(twice.get().uri("/users/1"));

		assertThat(call.status()).isEqualTo(200);
		assertThat(this.users.client().snapshot().counters().calls()).isEqualTo(2);
		assertThat(this.users.client().snapshot().counters().inFlight()).isZero();
	}

	@Test
	void retryAroundAWholeChainSharesThePolicy() {
		this.users.upstream.replies(503, "Retry-After: 1").replies(200);
		WebClient webClient = this.users.webClient();

		String[] body = new String[1];
		webClient.get()
			.uri("/users/1")
			.attributes(CallOptions.none().noRetry())
			.retrieve()
			.bodyToMono(String.class)
			.retryWhen(this.users.client().retry(true))
			.subscribe((text) -> body[0] = text);
		this.users.advance(Duration.ofMillis(999));
		assertThat(body[0]).isNull();
		this.users.advance(Duration.ofMillis(1));

		assertThat(body[0]).isEqualTo("status 200");
		assertThat(this.users.client().snapshot().budget().withdrawn()).isOne();
	}

	@Test
	void conditionThatThrowsLeavesAChainItsOwnError() {
		this.users.condition((outcome) -> {
			throw new IllegalStateException("bug");
		});
		this.users.upstream.replies(503);

		Mono<String> chain = this.users.webClient()
			.get()
			.uri("/users/1")
			.attributes(CallOptions.none().noRetry())
			.retrieve()
			.bodyToMono(String.class)
			.retryWhen(this.users.client().retry(true));

		assertThatExceptionOfType(WebClientResponseException.ServiceUnavailable.class).isThrownBy(chain::block);
	}

	private Mono<String> chain() {
		return this.users.webClient()
			.get()
			.uri("/users/1")
			.attributes(CallOptions.none().noRetry())
			.retrieve()
			.bodyToMono(String.class)
			.retryWhen(this.users.client().retry(true));
	}

	@Test
	void chainWhoseBodyBreaksIsRepeated() {
		this.users.upstream.repliesWith(200, Flux.error(new IOException("reset"))).replies(200);

		String[] body = new String[1];
		chain().subscribe((text) -> body[0] = text);
		this.users.advance(Duration.ofSeconds(1));

		assertThat(body[0]).isEqualTo("status 200");
	}

	@Test
	void chainKeepsToTheDeadlineOfWhoRunsIt() {
		this.users.upstream.replies(503, "Retry-After: 1").replies(200);
		long end = this.users.client().core().nanoTime() + Duration.ofMillis(500).toNanos();

		Throwable[] error = new Throwable[1];
		chain().contextWrite((context) -> CallOptions.deadlineIn(context, end))
			.subscribe((text) -> assertThat(text).isNull(), (failure) -> error[0] = failure);

		assertThat(error[0]).isInstanceOf(WebClientResponseException.ServiceUnavailable.class);
	}

	@Test
	void chainDoesNotWaitForARefusal() {
		this.users.failuresInARow(1);
		WebClientRequestException reset = new WebClientRequestException(new IOException("reset"), HttpMethod.GET,
				URI.create("http://users.internal/users/1"), HttpHeaders.EMPTY);
		this.users.upstream.fails(reset);

		Throwable[] error = new Throwable[1];
		chain().subscribe((text) -> assertThat(text).isNull(), (failure) -> error[0] = failure);

		assertThat(error[0]).isSameAs(reset);
	}

	@Test
	void requestBuiltAnewFromTheGivenOneStaysPartOfItsCall() {
		this.users.plugin(new ClientPlugin() {

			@Override
			public Mono<ClientResponse> aroundCall(ClientRequest request, ExchangeFunction next) {
				return next.exchange(ClientRequest.from(request).header("X-Trace", "7").build());
			}

		});
		this.users.upstream.replies(200);

		TestClient.Call call = this.users.get();

		assertThat(call.status()).isEqualTo(200);
		assertThat(this.users.upstream.requests().get(0).headers().getFirst("X-Trace")).isEqualTo("7");
	}

	@Test
	void requestBuiltFromNothingIsAClearError() {
		this.users.plugin(new ClientPlugin() {

			@Override
			public Mono<ClientResponse> aroundCall(ClientRequest request, ExchangeFunction next) {
				return next.exchange(ClientRequest.create(request.method(), request.url()).build());
			}

		});
		this.users.upstream.replies(200);

		TestClient.Call call = this.users.get();

		assertThat(call.error()).hasMessageContaining("Use ClientRequest.from(request)");
	}

	private static final class Recorder implements ClientPlugin {

		private final String name;

		private final List<String> seen;

		Recorder(String name) {
			this(name, new ArrayList<>());
		}

		Recorder(String name, List<String> seen) {
			this.name = name;
			this.seen = seen;
		}

		@Override
		public Mono<ClientResponse> aroundCall(ClientRequest request, ExchangeFunction next) {
			this.seen.add(this.name + " call");
			return next.exchange(request);
		}

		@Override
		public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
			this.seen.add(this.name + " attempt " + CallRequest.require(request).attempt());
			return next.exchange(request);
		}

	}

}
