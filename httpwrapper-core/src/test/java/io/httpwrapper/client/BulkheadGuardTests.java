package io.httpwrapper.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.httpwrapper.call.CallOptions;
import io.httpwrapper.error.AttemptTimeoutException;
import io.httpwrapper.error.BulkheadFullException;
import io.httpwrapper.error.CircuitOpenException;
import io.httpwrapper.error.DeadlineExceededException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.pipeline.attempt.AttemptFilter;
import io.httpwrapper.pipeline.attempt.BulkheadGuard;
import io.httpwrapper.pipeline.attempt.Guard;
import io.httpwrapper.pipeline.call.Stage;
import io.httpwrapper.plugin.ClientPlugin;
import io.httpwrapper.policy.Admission;
import io.httpwrapper.policy.BulkheadSnapshot;
import io.httpwrapper.policy.Later;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

class BulkheadGuardTests {

	private final TestClient users = new TestClient();

	private BulkheadSnapshot bulkhead() {
		BulkheadSnapshot snapshot = this.users.client().snapshot().bulkhead();
		assertThat(snapshot).isNotNull();
		return snapshot;
	}

	/** Whether all permits are back, and not more than there were. */
	private void assertAllPlacesAreFree() {
		assertThat(bulkhead().inUse()).isZero();
		assertThat(bulkhead().waiting()).isZero();
	}

	@Test
	void clientWithoutALimitHasNoBulkhead() {
		assertThat(this.users.client().snapshot().bulkhead()).isNull();
	}

	@Test
	void placeIsHeldToTheBodysEnd() {
		this.users.bulkhead(1, 0, "1s");
		Sinks.Many<DataBuffer> body = Sinks.many().unicast().onBackpressureBuffer();
		this.users.upstream.repliesWith(200, body.asFlux());

		TestClient.Call call = this.users.get();
		assertThat(bulkhead().inUse()).isOne();
		body.tryEmitComplete();

		assertThat(call.status()).isEqualTo(200);
		assertAllPlacesAreFree();
	}

	@Test
	void placeIsFreeBeforeTheCallerGoesOn() {
		this.users.bulkhead(1, 0, "1s");
		this.users.upstream.replies(200);

		Mono<String> one = this.users.webClient().get().uri("/users/1").retrieve().bodyToMono(String.class);
		List<String> both = new ArrayList<>();
		one.then(one).subscribe(both::add);

		assertThat(both).containsExactly("status 200");
		assertThat(this.users.upstream.requests()).hasSize(2);
		assertAllPlacesAreFree();
	}

	@Test
	void placeComesBackAfterAnError() {
		this.users.bulkhead(1, 0, "1s");
		this.users.upstream.fails(new IllegalStateException("boom"));

		assertThat(this.users.get().error()).hasMessage("boom");

		assertAllPlacesAreFree();
	}

	@Test
	void placeComesBackWhenTheCallerLeavesBeforeTheHead() {
		this.users.bulkhead(1, 0, "1s");
		this.users.upstream.hangs();

		this.users.get().cancel();

		assertAllPlacesAreFree();
	}

	@Test
	void placeComesBackWhenTheCallerLeavesWithinTheBody() {
		this.users.bulkhead(1, 0, "1s");
		this.users.upstream.repliesWith(200, Flux.never());

		TestClient.Call call = this.users.get();
		assertThat(bulkhead().inUse()).isOne();
		call.cancel();

		assertAllPlacesAreFree();
	}

	@Test
	void placeComesBackWhenTheBodyIsNeverAskedFor() {
		this.users.bulkhead(1, 0, "1s");
		this.users.upstream.replies(200);

		Disposable call = this.users.webClient()
			.get()
			.uri("/users/1")
			.exchangeToMono((response) -> Mono.never())
			.subscribe();
		assertThat(bulkhead().inUse()).isOne();
		call.dispose();

		assertAllPlacesAreFree();
	}

	@Test
	void placeOfABodyThatIsNeverAskedForComesBackWithTheDeadline() {
		this.users.bulkhead(1, 0, "1s");
		this.users.upstream.replies(200);

		this.users.head(this.users.webClient().get().uri("/users/1"));
		this.users.advance(Duration.ofSeconds(16));

		assertAllPlacesAreFree();
	}

	@Test
	void placeComesBackWhenTheBodyBreaks() {
		this.users.bulkhead(1, 0, "1s");
		this.users.upstream.repliesWith(200, Flux.error(new IOException("reset")));

		assertThat(this.users.get().error()).hasStackTraceContaining("reset");

		assertAllPlacesAreFree();
	}

	@Test
	void placeComesBackWhenAPluginThrows() {
		this.users.bulkhead(1, 0, "1s").plugin(new ClientPlugin() {

			@Override
			public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
				throw new IllegalStateException("boom");
			}

		});
		this.users.upstream.replies(200);

		assertThat(this.users.get().error()).hasMessage("boom");

		assertAllPlacesAreFree();
	}

	@Test
	void placeComesBackWithTheAttemptsTimeoutAndWithTheDeadline() {
		this.users.bulkhead(1, 0, "1s").timeout("1s", "1.5s");
		this.users.upstream.hangs();

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMillis(1000));
		assertAllPlacesAreFree();
		this.users.advance(Duration.ofMillis(500));

		assertThat(call.error()).isInstanceOf(DeadlineExceededException.class);
		assertThat(this.users.upstream.requests()).hasSize(2);
		assertAllPlacesAreFree();
	}

	@Test
	void placeComesBackWhenThereIsNoResponseAtAll() {
		this.users.bulkhead(1, 0, "1s");
		this.users.upstream.then((request) -> Mono.empty());

		this.users.get();

		assertAllPlacesAreFree();
	}

	@Test
	void placeComesBackWhenThePluginAboveLeavesWhileTheHeadIsJudged() {
		Sinks.Empty<Void> leave = Sinks.empty();
		this.users.listener.onEach(EventType.ATTEMPT_COMPLETED, leave::tryEmitEmpty);
		this.users.bulkhead(1, 0, "1s").timeout("1s", "0s").plugin(new ClientPlugin() {

			@Override
			public Mono<ClientResponse> aroundCall(ClientRequest request, ExchangeFunction next) {
				return next.exchange(request).takeUntilOther(leave.asMono());
			}

		});
		this.users.upstream.replies(200);

		this.users.get();

		assertThat(this.users.upstream.requests()).hasSize(1);
		assertThat(this.users.upstream.bodiesRead()).isOne();
		assertAllPlacesAreFree();
	}

	@Test
	void attemptTooManyIsRefusedWithTheNumbers() {
		this.users.bulkhead(2, 1, "1s");
		this.users.upstream.hangs();
		IntStream.range(0, 3).forEach((i) -> this.users.get());

		TestClient.Call refused = this.users.get();

		assertThat(refused.error()).isInstanceOfSatisfying(BulkheadFullException.class, (ex) -> {
			assertThat(ex.limit()).isEqualTo(2);
			assertThat(ex.inUse()).isEqualTo(2);
			assertThat(ex.waiting()).isOne();
			assertThat(ex.reason()).isEqualTo("bulkhead-full");
			assertThat(ex.retryAfter()).isEmpty();
		})
			.hasMessage("Client 'users' did not send GET http://users.internal/users/1: bulkhead full (2 of 2 permits "
					+ "in use, 1 of 1 waiting). Raise bulkhead.max-concurrent or bulkhead.max-waiting, or send fewer "
					+ "requests at once.");
		assertThat(this.users.upstream.requests()).hasSize(2);
		assertThat(bulkhead().rejected()).isOne();
	}

	@Test
	void refusalIsNeutralForTheBreakerCountsAsNeverSentAndIsNotRepeated() {
		this.users.bulkhead(1, 0, "1s");
		this.users.upstream.hangs();
		this.users.get();

		this.users.get();

		assertThat(this.users.breaker.heard()).containsExactly("IGNORED", "release");
		assertThat(this.users.listener.of(EventType.ATTEMPT_REJECTED)).singleElement().satisfies((event) -> {
			assertThat(event.reason()).isEqualTo("bulkhead-full");
			assertThat(event.verdict()).isEqualTo("not-sent");
		});
		assertThat(this.users.listener.of(EventType.RETRY_STOPPED)).extracting(ClientEvent::reason)
			.containsExactly("rejected");
		assertThat(this.users.client().snapshot().counters().rejected()).isOne();
	}

	@Test
	void attemptThatWaitsIsSentWhenAPlaceGetsFree() {
		this.users.bulkhead(1, 1, "1s");
		Sinks.One<ClientResponse> first = this.users.upstream.repliesLater();
		this.users.upstream.replies(200);
		TestClient.Call inside = this.users.get();
		TestClient.Call waiting = this.users.get();
		this.users.advance(Duration.ofMillis(300));
		assertThat(this.users.upstream.requests()).hasSize(1);

		first.tryEmitValue(this.users.upstream.response(200, Flux.just(FakeUpstream.buffer("first"))));

		assertThat(inside.body()).isEqualTo("first");
		assertThat(waiting.body()).isEqualTo("status 200");
		assertThat(this.users.listener.of(EventType.ATTEMPT_WAITED)).singleElement().satisfies((event) -> {
			assertThat(event.reason()).isEqualTo("bulkhead");
			assertThat(event.duration()).isEqualTo(Duration.ofMillis(300));
		});
		assertAllPlacesAreFree();
		assertThat(this.users.world.timer().armed()).isZero();
	}

	@Test
	void attemptsThatWaitAreSentInTheirOrder() {
		this.users.bulkhead(1, 10, "1s");
		Sinks.One<ClientResponse> first = this.users.upstream.repliesLater();
		this.users.upstream.replies(200);
		IntStream.range(0, 5).forEach((i) -> this.users.send(this.users.webClient().get().uri("/users/{id}", i)));

		first.tryEmitValue(this.users.upstream.response(200, Flux.empty()));

		assertThat(this.users.upstream.requests()).extracting((request) -> request.url().getPath())
			.containsExactly("/users/0", "/users/1", "/users/2", "/users/3", "/users/4");
		assertAllPlacesAreFree();
	}

	@Test
	void waitInVainEndsWithARefusal() {
		this.users.bulkhead(1, 2, "0.3s");
		this.users.upstream.hangs();
		this.users.get();
		this.users.advance(Duration.ofMillis(100));
		TestClient.Call waiting = this.users.get();

		this.users.advance(Duration.ofMillis(299));
		assertThat(waiting.isOver()).isFalse();
		this.users.advance(Duration.ofMillis(1));

		assertThat(waiting.error()).isInstanceOf(BulkheadFullException.class)
			.hasMessage("Client 'users' did not send GET http://users.internal/users/1: bulkhead full (1 of 1 permits "
					+ "in use, 0 of 2 waiting), and no permit became free within 300 ms (bulkhead.max-wait). Raise "
					+ "bulkhead.max-concurrent, or send fewer requests at once.");
		assertThat(this.users.breaker.heard()).containsExactly("IGNORED", "release");
		assertThat(this.users.upstream.requests()).hasSize(1);
		assertThat(bulkhead()).isEqualTo(new BulkheadSnapshot(1, 1, 2, 0, 1));
		assertThat(this.users.listener.of(EventType.ATTEMPT_WAITED)).isEmpty();
	}

	@Test
	void callerWhoLeavesTheQueueIsNeverSent() {
		this.users.bulkhead(1, 1, "1s");
		Sinks.One<ClientResponse> first = this.users.upstream.repliesLater();
		this.users.get();
		int armed = this.users.world.timer().armed();
		TestClient.Call waiting = this.users.get();

		waiting.cancel();
		assertThat(bulkhead().waiting()).isZero();
		assertThat(this.users.world.timer().armed()).isEqualTo(armed);
		first.tryEmitValue(this.users.upstream.response(200, Flux.empty()));

		assertThat(this.users.upstream.requests()).hasSize(1);
		assertAllPlacesAreFree();
		assertThat(bulkhead().rejected()).isZero();
	}

	@Test
	void callerWhoLeavesJustBeforeTheWaitBeginsIsNotQueued() {
		this.users.bulkhead(1, 1, "1s");
		this.users.upstream.hangs();
		this.users.get();
		int armed = this.users.world.timer().armed();

		sendWith(Subscription::cancel);

		assertThat(bulkhead().waiting()).isZero();
		assertThat(this.users.world.timer().armed()).isEqualTo(armed);
	}

	@Test
	void placeThatGetsFreeJustBeforeTheWaitBeginsIsTaken() {
		this.users.bulkhead(1, 0, "1s").timeout("1s", "0s");
		this.users.upstream.hangs().replies(200);
		TestClient.Call inside = this.users.get();

		sendWith((attempt) -> inside.cancel());

		assertThat(this.users.upstream.requests()).hasSize(2);
		assertThat(this.users.world.timer().armed()).isZero();
		assertAllPlacesAreFree();
	}

	@Test
	void readerWhoLeavesWithTheCallGivesOnePlaceBack() {
		this.users.bulkhead(2, 0, "1s");
		this.users.upstream.replies(200).hangs();
		ClientResponse[] response = new ClientResponse[1];
		Disposable call = this.users.webClient().get().uri("/users/1").exchangeToMono((head) -> {
			response[0] = head;
			return Mono.never();
		}).subscribe();
		this.users.get();
		assertThat(bulkhead().inUse()).isEqualTo(2);

		// the call is over when the reader has come, but has no body yet
		response[0].body(BodyExtractors.toDataBuffers()).subscribe(new BaseSubscriber<DataBuffer>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				call.dispose();
				cancel();
			}

		});

		assertThat(bulkhead().inUse()).isOne();
	}

	/** Sends a call to which something happens after it was told to wait. */
	private void sendWith(Consumer<Subscription> meanwhile) {
		WrappedClient client = this.users.client();
		BulkheadGuard bulkhead = new BulkheadGuard(client.plan().kernels().bulkhead(), client.core());
		AtomicReference<Subscription> caller = new AtomicReference<>();
		Guard guard = (attempt, now) -> {
			Later wait = (Later) bulkhead.enter(attempt, now);
			return new Later() {

				@Override
				public void await(Consumer<Admission> continuation) {
					meanwhile.accept(caller.get());
					wait.await(continuation);
				}

				@Override
				public void cancel() {
					wait.cancel();
				}

			};
		};
		Stage wire = (request, subscriber) -> this.users.upstream.exchange(request).subscribe(subscriber);
		CallFilter calls = new CallFilter(client.core(), client::plan,
				(plan) -> new AttemptFilter(client.core(), plan.settings(), plan.judge(), List.of(guard), null, wire));
		ClientRequest request = ClientRequest.create(HttpMethod.GET, URI.create("http://users.internal/users/1"))
			.build();
		calls.filter(request, this.users.upstream)
			.doOnSubscribe(caller::set)
			.flatMap(ClientResponse::releaseBody)
			.subscribe();
	}

	@Test
	void deadlineEndsTheWait() {
		this.users.bulkhead(1, 1, "10s").timeout("0.5s", "0.5s");
		this.users.upstream.hangs();
		this.users.get(CallOptions.none().deadline(Duration.ofMinutes(1)).noRetry());
		TestClient.Call waiting = this.users.get(CallOptions.none().deadline(Duration.ofMillis(200)));

		this.users.advance(Duration.ofMillis(200));

		assertThat(waiting.error()).isInstanceOf(DeadlineExceededException.class);
		assertThat(bulkhead().waiting()).isZero();
		assertThat(this.users.upstream.requests()).hasSize(1);
	}

	@Test
	void attemptsTimeoutStartsWhenTheAttemptIsLetIn() {
		this.users.bulkhead(1, 1, "10s").timeout("2s", "0s");
		Sinks.One<ClientResponse> first = this.users.upstream.repliesLater();
		this.users.upstream.hangs();
		this.users.get();
		TestClient.Call waiting = this.users.get(CallOptions.none().noRetry());
		this.users.advance(Duration.ofMillis(1500));
		first.tryEmitValue(this.users.upstream.response(200, Flux.empty()));

		this.users.advance(Duration.ofMillis(1999));
		assertThat(waiting.isOver()).isFalse();
		this.users.advance(Duration.ofMillis(1));

		assertThat(waiting.error()).isInstanceOf(AttemptTimeoutException.class);
		assertThat(this.users.listener.of(EventType.ATTEMPT_COMPLETED)).last()
			.satisfies((event) -> assertThat(event.duration()).isEqualTo(Duration.ofSeconds(2)));
		assertAllPlacesAreFree();
	}

	@Test
	void openCircuitTakesNoPlaceAndDoesNotWait() {
		this.users.bulkhead(1, 1, "1s");
		this.users.upstream.hangs();
		this.users.get();
		this.users.breaker.open();

		TestClient.Call call = this.users.get();

		assertThat(call.error()).isInstanceOf(CircuitOpenException.class);
		assertThat(bulkhead()).isEqualTo(new BulkheadSnapshot(1, 1, 1, 0, 0));
	}

	@Test
	void pauseBeforeARepeatHoldsNoPlaceAndTheRepeatGetsAnother() {
		this.users.bulkhead(1, 0, "1s");
		this.users.upstream.replies(503).replies(200);

		TestClient.Call call = this.users.get();
		assertThat(call.isOver()).isFalse();
		assertAllPlacesAreFree();
		this.users.advance(Duration.ofMillis(50));

		assertThat(call.status()).isEqualTo(200);
		assertThat(this.users.upstream.requests()).hasSize(2);
		assertAllPlacesAreFree();
	}

	@Test
	void changedLimitLetsThoseInWhoWait() {
		this.users.bulkhead(1, 5, "1s");
		this.users.upstream.hangs();
		IntStream.range(0, 4).forEach((i) -> this.users.get());

		this.users.client().plan().kernels().bulkhead().change(TestClient.places(3, 5, "1s"));

		assertThat(this.users.upstream.requests()).hasSize(3);
		assertThat(bulkhead()).isEqualTo(new BulkheadSnapshot(3, 3, 5, 1, 0));
	}

	@Test
	void longestWaitTooLongToBeCountedIsAsGoodAsNoLimit() {
		this.users.bulkhead(1, 1, Long.MAX_VALUE + "s").timeout("0s", "0s");
		Sinks.One<ClientResponse> first = this.users.upstream.repliesLater();
		this.users.upstream.replies(200);
		this.users.get();

		TestClient.Call second = this.users.get();
		this.users.advance(Duration.ofMinutes(1));
		first.tryEmitValue(this.users.upstream.response(200, Flux.empty()));

		assertThat(second.status()).isEqualTo(200);
	}

}
