package io.httpwrapper.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import io.httpwrapper.call.CallOptions;
import io.httpwrapper.error.AttemptTimeoutException;
import io.httpwrapper.error.BulkheadFullException;
import io.httpwrapper.error.CallRejectedException;
import io.httpwrapper.error.CircuitOpenException;
import io.httpwrapper.error.DeadlineExceededException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.pipeline.attempt.AttemptFilter;
import io.httpwrapper.pipeline.attempt.Guard;
import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.pipeline.call.Stage;
import io.httpwrapper.policy.Admission;
import io.httpwrapper.policy.BulkheadSnapshot;
import io.httpwrapper.policy.Later;
import io.httpwrapper.policy.Permit;
import io.httpwrapper.policy.RetrySettings;
import io.httpwrapper.policy.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

class AttemptFilterTests {

	private TestClient users;

	@BeforeEach
	void client() {
		this.users = new TestClient();
	}

	@Test
	void successIsSettledAtTheHeadAndReleasedAtTheBodysEnd() {
		Sinks.Many<DataBuffer> body = Sinks.many().unicast().onBackpressureBuffer();
		this.users.upstream.repliesWith(200, body.asFlux());

		TestClient.Call call = this.users.get();
		assertThat(this.users.breaker.heard()).containsExactly("SUCCESS");
		body.tryEmitComplete();

		assertThat(call.isOver()).isTrue();
		assertThat(this.users.breaker.heard()).containsExactly("SUCCESS", "release");
	}

	@Test
	void placesAreFreeBeforeTheCallerGoesOn() {
		this.users.upstream.replies(200);
		List<String> heardBefore = new ArrayList<>();

		this.users.webClient()
			.get()
			.uri("/users/1")
			.retrieve()
			.bodyToMono(String.class)
			.doOnNext((body) -> heardBefore.addAll(this.users.breaker.heard()))
			.subscribe();

		assertThat(heardBefore).containsExactly("SUCCESS", "release");
	}

	@Test
	void errorIsSettledAndReleasedOnce() {
		this.users.upstream.fails(new IllegalStateException("boom"));

		TestClient.Call call = this.users.get();

		assertThat(call.error()).hasMessage("boom");
		assertThat(this.users.breaker.heard()).containsExactly("FAILURE", "release");
	}

	@Test
	void callersCancelBeforeTheHeadIsNeutral() {
		this.users.upstream.hangs();

		TestClient.Call call = this.users.get();
		call.cancel();

		assertThat(this.users.breaker.heard()).containsExactly("IGNORED", "release");
		assertThat(this.users.upstream.requestsCancelled()).isOne();
		assertThat(this.users.listener.of(EventType.CALL_CANCELLED)).hasSize(1);
	}

	@Test
	void callersCancelWithinTheBodyReleasesOnce() {
		this.users.upstream.repliesWith(200, Flux.never());

		TestClient.Call call = this.users.get();
		call.cancel();

		assertThat(this.users.breaker.heard()).containsExactly("SUCCESS", "release");
		assertThat(this.users.upstream.bodiesCancelled()).isOne();
	}

	@Test
	void callersCancelBeforeTheBodyIsAskedForReleasesOnce() {
		this.users.upstream.replies(200);

		Disposable call = this.users.webClient()
			.get()
			.uri("/users/1")
			.exchangeToMono((response) -> Mono.never())
			.subscribe();
		assertThat(this.users.breaker.heard()).containsExactly("SUCCESS");
		call.dispose();

		assertThat(this.users.breaker.heard()).containsExactly("SUCCESS", "release");
		assertThat(this.users.upstream.bodiesRead()).isOne();
	}

	@Test
	void brokenBodyIsAFailureOfTheAttemptExactlyOnce() {
		Flux<DataBuffer> broken = Flux.defer(() -> Flux.just(FakeUpstream.buffer("half")))
			.concatWith(Flux.error(new IOException("reset")));
		this.users.upstream.repliesWith(200, broken);

		TestClient.Call call = this.users.get();

		assertThat(call.error()).hasStackTraceContaining("reset");
		assertThat(this.users.breaker.heard()).containsExactly("SUCCESS", "body-failed", "release");
		assertThat(this.users.listener.of(EventType.BODY_FAILED)).hasSize(1);
	}

	@Test
	void brokenBodyOfAFailedAttemptIsNoSecondFailure() {
		this.users.upstream.repliesWith(501, Flux.error(new IOException("reset")));

		this.users.get();

		assertThat(this.users.breaker.heard()).containsExactly("FAILURE", "release");
	}

	@Test
	void secondReadingOfTheBodyTellsNobodyAgain() {
		this.users.upstream.replies(200);

		this.users.webClient()
			.get()
			.uri("/users/1")
			.exchangeToMono(
					(response) -> response.bodyToMono(String.class).then(response.releaseBody().onErrorComplete()))
			.subscribe();

		assertThat(this.users.breaker.heard()).containsExactly("SUCCESS", "release");
		assertThat(this.users.client().snapshot().counters().inFlight()).isZero();
	}

	@Test
	void attemptTimeoutIsAFailureThatTheBreakerHears() {
		this.users.upstream.hangs();

		TestClient.Call call = this.users.get(CallOptions.none().noRetry());
		this.users.advance(Duration.ofMillis(4999));
		assertThat(call.isOver()).isFalse();
		this.users.advance(Duration.ofMillis(1));

		assertThat(call.error()).isInstanceOf(AttemptTimeoutException.class)
			.hasMessage(
					"Client 'users' got no response headers for attempt 1 of GET http://users.internal/users/1 within 5 s (timeout.attempt).");
		assertThat(this.users.breaker.heard()).containsExactly("FAILURE", "release");
		assertThat(this.users.upstream.requestsCancelled()).isOne();
	}

	@Test
	void headInTimeDisarmsTheAttemptsTimeout() {
		this.users.timeout("5s", "0s");
		this.users.upstream.replies(200);

		this.users.get();

		assertThat(this.users.world.timer().armed()).isZero();
	}

	@Test
	void responseThatComesTooLateIsReleased() {
		FakeUpstream upstream = this.users.upstream;
		Sinks.Many<ClientResponse> ignoringCancel = Sinks.many().unicast().onBackpressureBuffer();
		upstream.then((request) -> new LateMono(ignoringCancel));

		TestClient.Call call = this.users.get(CallOptions.none().noRetry());
		this.users.advance(Duration.ofSeconds(5));
		int readBefore = upstream.bodiesRead();
		ignoringCancel
			.tryEmitNext(upstream.response(200, Flux.defer(() -> Flux.just(FakeUpstream.buffer("too late")))));

		assertThat(call.error()).isInstanceOf(AttemptTimeoutException.class);
		assertThat(upstream.bodiesRead()).isEqualTo(readBefore + 1);
	}

	@Test
	void openCircuitSendsNothingAndSaysWhy() {
		this.users.breaker.open();
		this.users.upstream.replies(200);

		TestClient.Call call = this.users.get();

		assertThat(call.error()).isInstanceOf(CircuitOpenException.class)
			.hasMessage("Client 'users' did not send GET http://users.internal/users/1: circuit to recording open "
					+ "since 4 s (12 of 20 attempts failed, limit 50%). Next trial in 6 s.");
		assertThat(((CircuitOpenException) call.error()).retryAfter()).contains(Duration.ofSeconds(6));
		assertThat(this.users.upstream.requests()).isEmpty();
		assertThat(this.users.listener.of(EventType.ATTEMPT_REJECTED)).extracting(ClientEvent::reason)
			.containsExactly("circuit-open");
	}

	@Test
	void ownRejectionIsNotRepeatedOnTheSameRemote() {
		this.users.breaker.open();

		this.users.get();
		this.users.advance(Duration.ofSeconds(10));

		assertThat(this.users.listener.of(EventType.ATTEMPT_REJECTED)).hasSize(1);
		assertThat(this.users.listener.of(EventType.RETRY_STOPPED)).extracting(ClientEvent::reason)
			.containsExactly("rejected");
	}

	@Test
	void upstreamThatCompletesEmptyIsNeutral() {
		this.users.upstream.then((request) -> Mono.empty());

		TestClient.Call call = this.users.get();

		assertThat(call.error()).isInstanceOf(IllegalStateException.class);
		assertThat(this.users.breaker.heard()).containsExactly("IGNORED", "release");
	}

	@Test
	void deadlineThatCutsAnAttemptCountsAsFailure() {
		this.users.timeout("1s", "1s");
		this.users.upstream.hangs();

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofSeconds(1));

		assertThat(call.error()).isInstanceOf(DeadlineExceededException.class);
		assertThat(this.users.breaker.heard()).containsExactly("FAILURE", "release");
	}

	@Test
	void deadlineThatCutsABodyHeldForReplayIsAFailureOfTheAttempt() {
		this.users.timeout("1s", "1s").retry(AttemptFilterTests::held);
		this.users.upstream.repliesWith(200, Flux.never());

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofSeconds(1));

		assertThat(call.error()).isInstanceOf(DeadlineExceededException.class);
		assertThat(this.users.breaker.heard()).containsExactly("SUCCESS", "body-failed", "release");
	}

	@Test
	void deadlineThatCutsTheRestOfAHeldBodyIsAFailureOfTheAttempt() {
		this.users.timeout("1s", "1s").retry(AttemptFilterTests::held);
		this.users.upstream.repliesWith(200,
				Flux.defer(() -> Flux.just(FakeUpstream.buffer("a".repeat(2000)))).concatWith(Flux.never()));

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofSeconds(1));

		assertThat(call.error()).isInstanceOf(DeadlineExceededException.class);
		assertThat(this.users.breaker.heard()).containsExactly("SUCCESS", "body-failed", "release");
	}

	private static RetrySettings held(RetrySettings old) {
		return old.with((it) -> it.enabled(true).replayBuffer(DataSize.ofKilobytes(1)));
	}

	@Test
	void guardThatSaysLaterLetsInLater() {
		this.users.upstream.replies(200);
		LaterGuard guard = new LaterGuard();
		TestClient.Call call = sendThrough(guard);
		assertThat(this.users.upstream.requests()).isEmpty();

		guard.letIn();

		assertThat(call.status()).isEqualTo(200);
		assertThat(guard.heard).containsExactly("SUCCESS", "release");
	}

	@Test
	void cancelledWaitSendsNothing() {
		this.users.upstream.replies(200);
		LaterGuard guard = new LaterGuard();
		TestClient.Call call = sendThrough(guard);

		call.cancel();

		assertThat(guard.cancelled).isTrue();
		assertThat(this.users.upstream.requests()).isEmpty();
		assertThat(this.users.breaker.heard()).containsExactly("IGNORED", "release");
	}

	@Test
	void permitThatComesAfterTheCancelIsGivenBack() {
		this.users.upstream.replies(200);
		LaterGuard guard = new LaterGuard();
		TestClient.Call call = sendThrough(guard);

		call.cancel();
		guard.letIn();

		assertThat(guard.heard).containsExactly("IGNORED", "release");
		assertThat(this.users.upstream.requests()).isEmpty();
	}

	@Test
	void cancelWhileTheAttemptIsLetInIsNeverLost() throws InterruptedException {
		this.users.upstream.hangs();
		for (int i = 0; i < 1_500; i++) {
			LaterGuard guard = new LaterGuard();
			TestClient.Call call = sendThrough(guard);
			CountDownLatch ready = new CountDownLatch(2);
			Thread other = new Thread(() -> {
				meet(ready);
				guard.letIn();
			});
			other.start();
			meet(ready);
			call.cancel();
			other.join();

			assertThat(guard.heard).containsExactly("IGNORED", "release");
		}
	}

	/** Spins, so that both threads go on at the same moment. */
	private static void meet(CountDownLatch ready) {
		ready.countDown();
		while (ready.getCount() > 0) {
			Thread.onSpinWait();
		}
	}

	@Test
	void refusalAfterAWaitLeavesTheGuardsBeforeItUntouched() {
		this.users.upstream.replies(200);
		LaterGuard guard = new LaterGuard();
		TestClient.Call call = sendThrough(guard);

		guard.refuse();

		assertThat(call.error()).isInstanceOf(CallRejectedException.class);
		assertThat(this.users.breaker.heard()).containsExactly("IGNORED", "release");
		assertThat(this.users.upstream.requests()).isEmpty();
	}

	@Test
	void waitEndsWithTheDeadline() {
		this.users.upstream.replies(200);
		LaterGuard guard = new LaterGuard();
		TestClient.Call call = sendThrough(guard);

		this.users.advance(Duration.ofSeconds(16));

		assertThat(call.error()).isInstanceOf(DeadlineExceededException.class);
		assertThat(guard.cancelled).isTrue();
		assertThat(this.users.breaker.heard()).containsExactly("IGNORED", "release");
	}

	/** The breaker first, then the guard under test. */
	private TestClient.Call sendThrough(Guard guard) {
		WrappedClient client = this.users.client();
		Guard breaker = (attempt, now) -> {
			Permit permit = this.users.breaker.tryAcquire(now);
			return (permit != null) ? permit : Guard.NOTHING;
		};
		Stage wire = (request, subscriber) -> this.users.upstream.exchange(request).subscribe(subscriber);
		CallFilter calls = new CallFilter(client.core(), client::plan, (plan) -> new DeadlineFilter(false,
				new AttemptFilter(client.core(), plan.settings(), plan.judge(), List.of(breaker, guard), null, wire)));
		ClientRequest request = ClientRequest.create(HttpMethod.GET, URI.create("http://users.internal/users/1"))
			.build();
		return new TestClient.Call(
				calls.filter(request, this.users.upstream).flatMap((response) -> response.toEntity(String.class)));
	}

	private static final class LaterGuard implements Guard, Later {

		private final List<String> heard = new ArrayList<>();

		private boolean cancelled;

		private @Nullable Consumer<Admission> continuation;

		private @Nullable AttemptRequest attempt;

		@Override
		public Admission enter(AttemptRequest attempt, long nowNanos) {
			this.attempt = attempt;
			return this;
		}

		@Override
		public void await(Consumer<Admission> continuation) {
			this.continuation = continuation;
		}

		@Override
		public void cancel() {
			this.cancelled = true;
		}

		void letIn() {
			this.continuation.accept(new Permit() {

				@Override
				public void settle(Verdict verdict, long startNanos, long nowNanos, long retryAfterNanos) {
					LaterGuard.this.heard.add(verdict.name());
				}

				@Override
				public void release() {
					LaterGuard.this.heard.add("release");
				}

			});
		}

		void refuse() {
			this.continuation.accept(new BulkheadFullException("users", this.attempt,
					new BulkheadSnapshot(1, 1, 0, 0, 1), Duration.ZERO));
		}

	}

	/** A source that does not care about being cancelled. */
	private static final class LateMono extends Mono<ClientResponse> {

		private final Sinks.Many<ClientResponse> source;

		LateMono(Sinks.Many<ClientResponse> source) {
			this.source = source;
		}

		@Override
		public void subscribe(CoreSubscriber<? super ClientResponse> actual) {
			actual.onSubscribe(Operators.emptySubscription());
			this.source.asFlux().subscribe(actual::onNext);
		}

	}

}
