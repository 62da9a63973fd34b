package io.httpwrapper.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.httpwrapper.client.TestClient.Call;
import io.httpwrapper.error.CircuitOpenException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.LeakGate;
import io.httpwrapper.pipeline.attempt.AttemptFilter;
import io.httpwrapper.pipeline.attempt.BreakerGuard;
import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.pipeline.call.Stage;
import io.httpwrapper.pipeline.retry.RetryFilter;
import io.httpwrapper.policy.CircuitMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two attempts of one call under way at once, to two hosts: each has its own number,
 * verdict, redirect and circuit. The stage that sends them stands where hedging would.
 */
@ExtendWith(LeakGate.class)
class TwoAttemptsTests {

	private static final URI A = URI.create("http://a.internal/users/1");

	private static final URI B = URI.create("http://b.internal/users/1");

	private final TestClient users = new TestClient().failuresInARow(2);

	private final Map<String, Sinks.One<ClientResponse>> answers = new ConcurrentHashMap<>(
			Map.of("a.internal", Sinks.one(), "b.internal", Sinks.one()));

	@Test
	void theFirstAnswerWinsAndTheOtherAttemptSaysNothing() {
		Call call = send();

		answer("b.internal", 200);

		assertThat(call.status()).isEqualTo(200);
		assertThat(completed()).containsExactly("2 b.internal success 200", "1 a.internal ignored 0");
		assertThat(this.users.client().snapshot().counters().attempts()).isEqualTo(2);
	}

	@Test
	void retryJudgesTheAttemptThatHasAnswered() {
		Call call = send();

		answer("b.internal", 503);

		assertThat(this.users.listener.of(EventType.RETRY_SCHEDULED)).singleElement()
			.satisfies((event) -> assertThat(event.attempt()).isEqualTo(2))
			.satisfies((event) -> assertThat(event.key()).isEqualTo("b.internal"));
		call.cancel();
	}

	@Test
	void numbersAreNeverGivenTwice() {
		Call call = send();
		answer("b.internal", 503);
		this.answers.put("b.internal", Sinks.one());
		this.users.advance(Duration.ofSeconds(5));

		answer("b.internal", 200);

		assertThat(call.status()).isEqualTo(200);
		assertThat(completed()).containsExactly("2 b.internal failure 503", "1 a.internal ignored 0",
				"4 b.internal success 200", "3 a.internal ignored 0");
		assertThat(this.users.listener.of(EventType.CALL_SUCCEEDED)).singleElement()
			.satisfies((event) -> assertThat(event.attempt()).isEqualTo(4));
	}

	@Test
	void eachAttemptAsksTheCircuitOfItsOwnHost() {
		send().cancel();
		this.users.client()
			.circuitBreakers()
			.stream()
			.filter((breaker) -> breaker.name().startsWith("b.internal"))
			.forEach((breaker) -> breaker.mode(CircuitMode.FORCED_OPEN));

		Call call = send();
		answer("a.internal", 200);

		assertThat(call.status()).isEqualTo(200);
		assertThat(this.users.listener.of(EventType.ATTEMPT_REJECTED)).singleElement()
			.extracting(ClientEvent::error)
			.isInstanceOfSatisfying(CircuitOpenException.class, (error) -> assertThat(error.uri()).isEqualTo(B));
	}

	@Test
	void aRedirectOfOneAttemptIsNotOneOfTheOther() {
		send();
		AttemptRequest first = AttemptRequest.require(this.users.upstream.requests().get(0));
		AttemptRequest second = AttemptRequest.require(this.users.upstream.requests().get(1));

		AttemptRequest.redirected(first.attributes());

		assertThat(first.isRedirected()).isTrue();
		assertThat(second.isRedirected()).isFalse();
	}

	private List<String> completed() {
		return this.users.listener.of(EventType.ATTEMPT_COMPLETED)
			.stream()
			.map((event) -> event.attempt() + " " + event.key() + " " + event.verdict() + " " + event.status())
			.toList();
	}

	private void answer(String host, int status) {
		this.answers.get(host).tryEmitValue(this.users.upstream.response(status, Flux.empty())).orThrow();
	}

	private Call send() {
		WrappedClient client = this.users.client();
		this.users.upstream.then((request) -> this.answers.get(request.url().getHost()).asMono());
		CallFilter calls = new CallFilter(client.core(), client::plan, (plan) -> new RetryFilter(client.core(),
				plan.settings().retry(), plan.retryRules(), plan.judge(), plan.parts().budget(),
				new TwoAttempts(new AttemptFilter(client.core(), plan.settings(), plan.judge(),
						List.of(new BreakerGuard(plan.kernels().breakers())), null,
						(request, subscriber) -> this.users.upstream.exchange(request).subscribe(subscriber)))));
		return new Call(calls.filter(ClientRequest.create(HttpMethod.GET, A).build(), this.users.upstream)
			.flatMap((response) -> response.toEntity(String.class)));
	}

	private record TwoAttempts(Stage next) implements Stage {

		@Override
		public void send(ClientRequest request, CoreSubscriber<? super ClientResponse> subscriber) {
			AttemptRequest first = AttemptRequest.require(request);
			AttemptRequest second = first.another();
			second.sendTo(B);
			Mono.firstWithValue(this.next.mono(first), this.next.mono(second)).subscribe(subscriber);
		}

	}

}
