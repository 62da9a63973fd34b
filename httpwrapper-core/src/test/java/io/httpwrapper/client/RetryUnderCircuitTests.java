package io.httpwrapper.client;

import java.io.IOException;
import java.time.Duration;

import io.httpwrapper.error.CircuitOpenException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.policy.CircuitBreakerSettings;
import io.httpwrapper.policy.CircuitMode;
import io.httpwrapper.policy.Jitter;
import io.httpwrapper.policy.RetryCondition;
import io.httpwrapper.policy.RetrySettings;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether an attempt is repeated while the circuit is open.
 */
class RetryUnderCircuitTests {

	private final TestClient users = new TestClient();

	@Test
	void responseThatOpensTheCircuitIsNotRepeatedJustToBeRefused() {
		this.users.with(opensAfter(1));
		this.users.upstream.replies(500);

		TestClient.Call call = this.users.get();

		assertThat(call.status()).isEqualTo(500);
		assertThat(this.users.listener.of(EventType.RETRY_STOPPED)).extracting(ClientEvent::reason)
			.containsExactly("rejected");
		assertThat(this.users.client().snapshot().budget().withdrawn()).isZero();
	}

	@Test
	void errorThatOpensTheCircuitReachesTheCallerAsItIs() {
		this.users.with(opensAfter(2));
		IOException reset = new IOException("reset");
		this.users.upstream.fails(reset).fails(reset).replies(200);

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMillis(50));

		assertThat(call.error()).isSameAs(reset);
		assertThat(this.users.upstream.requests()).hasSize(2);
	}

	@Test
	void pauseThatOutlastsTheOpenCircuitIsWaitedFor() {
		this.users.with(opensAfter(1)).retry(RetryUnderCircuitTests::slowly);
		this.users.upstream.replies(500).replies(200);

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofSeconds(3));

		assertThat(call.status()).isEqualTo(200);
	}

	@Test
	void nothingIsRepeatedOnceTheCircuitIsForcedOpen() {
		this.users.with(opensAfter(10));
		Sinks.One<ClientResponse> answer = this.users.upstream.repliesLater();

		TestClient.Call call = this.users.get();
		this.users.client().circuitBreakers().get(0).mode(CircuitMode.FORCED_OPEN);
		answer.tryEmitValue(this.users.upstream.response(503, Flux.empty()));

		assertThat(call.status()).isEqualTo(503);
	}

	@Test
	void refusalThatIsWorthARepeatIsRepeatedWhileTheCircuitIsOpen() {
		this.users.with(opensAfter(1))
			.condition((outcome) -> (outcome.error() instanceof CircuitOpenException) ? RetryCondition.Answer.RETRY
					: RetryCondition.Answer.ABSTAIN);
		this.users.upstream.replies(500);
		this.users.get();

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMillis(500));

		assertThat(call.error()).isInstanceOf(CircuitOpenException.class);
		assertThat(this.users.listener.of(EventType.ATTEMPT_REJECTED)).extracting(ClientEvent::attempt)
			.containsExactly(1, 2, 3);
	}

	private static RetrySettings slowly(RetrySettings retry) {
		return retry.with((it) -> it.enabled(true).minBackoff(Duration.ofSeconds(3)).jitter(Jitter.NONE));
	}

	private static CircuitBreakerSettings opensAfter(int failures) {
		CircuitBreakerSettings defaults = CircuitBreakerSettings.DEFAULTS;
		return defaults.with((it) -> it.enabled(true)
			.failureThreshold(failures)
			.recoveryTimeout(Duration.ofSeconds(1))
			.maxRecoveryTimeout(Duration.ofSeconds(10))
			.halfOpenCalls(1));
	}

}
