package io.httpwrapper.client;

import java.time.Duration;

import io.httpwrapper.call.CallOptions;
import io.httpwrapper.error.DeadlineExceededException;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.plugin.ClientPlugin;
import io.httpwrapper.policy.TimeoutSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlineFilterTests {

	private TestClient users;

	@BeforeEach
	void client() {
		this.users = new TestClient().timeout("2s", "3s");
	}

	@Test
	void callEndsAtItsDeadlineThoughAttemptsFollow() {
		this.users.upstream.hangs();

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMillis(2999));
		assertThat(call.isOver()).isFalse();
		this.users.advance(Duration.ofMillis(1));

		assertThat(call.error()).isInstanceOf(DeadlineExceededException.class)
			.hasMessage("Client 'users' gave up GET http://users.internal/users/1 after 3 s (timeout.call) and "
					+ "2 attempts, without a response.");
	}

	@Test
	void slowBodyIsBrokenAtTheDeadline() {
		Sinks.Many<DataBuffer> drips = Sinks.many().unicast().onBackpressureBuffer();
		this.users.upstream.repliesWith(200, drips.asFlux());

		TestClient.Call call = this.users.get();
		drips.tryEmitNext(FakeUpstream.buffer("drip"));
		this.users.advance(Duration.ofSeconds(3));

		assertThat(call.error()).hasStackTraceContaining("while reading the response body");
		assertThat(this.users.breaker.heard()).containsExactly("SUCCESS", "body-failed", "release");
		assertThat(this.users.upstream.bodiesCancelled()).isOne();
	}

	@Test
	void bodyThatNobodyAsksForIsReleasedAtTheDeadline() {
		this.users.upstream.replies(200);

		TestClient.HeadCall call = this.users.head(this.users.webClient().get().uri("/users/1"));
		this.users.advance(Duration.ofSeconds(3));

		assertThat(this.users.breaker.heard()).containsExactly("SUCCESS", "body-failed", "release");
		assertThat(this.users.upstream.bodiesRead()).isOne();
		Throwable[] error = new Throwable[1];
		call.response().bodyToMono(String.class).subscribe(null, (ex) -> error[0] = ex);
		assertThat(error[0]).isInstanceOf(DeadlineExceededException.class);
	}

	@Test
	void fastCallDisarmsItsDeadline() {
		this.users.upstream.replies(200);

		this.users.get();

		assertThat(this.users.world.timer().armed()).isZero();
	}

	@Test
	void deadlineOfTheCallReplacesTheClients() {
		this.users.upstream.hangs();

		TestClient.Call call = this.users.get(CallOptions.none().deadline(Duration.ofMillis(300)));
		this.users.advance(Duration.ofMillis(299));
		assertThat(call.isOver()).isFalse();
		this.users.advance(Duration.ofMillis(1));

		assertThat(call.error()).isInstanceOf(DeadlineExceededException.class).hasMessageContaining("300 ms");
	}

	@Test
	void shorterDeadlineOfTheContextIsInherited() {
		this.users.upstream.hangs();
		long now = this.users.world.timeAndChance().nanoTime().getAsLong();

		TestClient.Call call = new TestClient.Call(this.users.webClient()
			.get()
			.uri("/users/1")
			.exchangeToMono((response) -> response.toEntity(String.class))
			.contextWrite((context) -> CallOptions.deadlineIn(context, now + Duration.ofMillis(200).toNanos())));
		this.users.advance(Duration.ofMillis(200));

		assertThat(call.error()).isInstanceOf(DeadlineExceededException.class);
	}

	@Test
	void longerDeadlineOfTheContextChangesNothing() {
		this.users.upstream.hangs();
		long now = this.users.world.timeAndChance().nanoTime().getAsLong();

		TestClient.Call call = new TestClient.Call(this.users.webClient()
			.get()
			.uri("/users/1")
			.exchangeToMono((response) -> response.toEntity(String.class))
			.contextWrite((context) -> CallOptions.deadlineIn(context, now + Duration.ofMinutes(1).toNanos())));
		this.users.advance(Duration.ofSeconds(3));

		assertThat(call.error()).isInstanceOf(DeadlineExceededException.class);
	}

	@Test
	void attemptGetsNoMoreThanWhatIsLeft() {
		this.users.upstream.hangs();

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMillis(2600));
		assertThat(this.users.upstream.requests()).hasSize(2);
		this.users.advance(Duration.ofMillis(400));

		assertThat(call.error()).isInstanceOf(DeadlineExceededException.class);
		assertThat(this.users.breaker.heard()).containsExactly("FAILURE", "release", "FAILURE", "release");
	}

	@Test
	void callWhoseTimeIsOverBeforeItBeginsSendsNothing() {
		this.users.upstream.replies(200);
		long now = this.users.world.timeAndChance().nanoTime().getAsLong();

		TestClient.Call call = new TestClient.Call(this.users.webClient()
			.get()
			.uri("/users/1")
			.exchangeToMono((response) -> response.toEntity(String.class))
			.contextWrite((context) -> CallOptions.deadlineIn(context, now - 1)));
		this.users.world.runDue();

		assertThat(call.error()).isInstanceOf(DeadlineExceededException.class);
		assertThat(this.users.upstream.requests()).isEmpty();
	}

	@Test
	void remainingTimeIsSentAsAHeader() {
		this.users.with(TimeoutSettings.DEFAULTS.with((it) -> it.connect(Duration.ofSeconds(1))
			.read(Duration.ZERO)
			.attempt(Duration.ofSeconds(2))
			.call(Duration.ofSeconds(3))
			.deadlineHeader("X-Deadline-Ms")));
		this.users.upstream.replies(503).replies(200);

		this.users.get();
		this.users.advance(Duration.ofMillis(100));

		assertThat(this.users.upstream.requests().get(0).headers().getFirst("X-Deadline-Ms")).isEqualTo("3000");
		assertThat(Long.parseLong(this.users.upstream.requests().get(1).headers().getFirst("X-Deadline-Ms")))
			.isBetween(2900L, 3000L);
	}

	@Test
	void callWithoutLimitRunsOn() {
		this.users.timeout("0s", "0s");
		Sinks.One<ClientResponse> later = this.users.upstream.repliesLater();

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMinutes(2));
		later.tryEmitValue(this.users.upstream.response(200, Flux.empty()));

		assertThat(call.status()).isEqualTo(200);
	}

	@Test
	void callerThatLeavesAtOnceLeavesNoDeadlineBehind() {
		this.users.upstream.hangs();

		this.users.webClient().get().uri("/users/1").retrieve().toBodilessEntity().subscribe(new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				subscription.cancel();
			}

		});

		assertThat(this.users.world.timer().armed()).isZero();
		assertThat(this.users.upstream.requests()).isEmpty();
	}

	@Test
	void timeTooLongToBeCountedIsAsGoodAsNoLimit() {
		Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
		this.users.timeout(forever.toSeconds() + "s", forever.toSeconds() + "s");
		this.users.upstream.replies(200);

		assertThat(this.users.get().status()).isEqualTo(200);
		assertThat(this.users.get(CallOptions.none().deadline(forever)).status()).isEqualTo(200);
	}

	@Test
	void throwingPluginHarmsNothing() {
		TestClient users = new TestClient().plugin(new ClientPlugin() {

			@Override
			public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
				throw new IllegalStateException("bug");
			}

		});
		users.upstream.replies(200);

		TestClient.Call call = users.get();

		assertThat(call.error()).isInstanceOf(IllegalStateException.class).hasMessage("bug");
		assertThat(users.breaker.heard()).containsExactly("FAILURE", "release");
		assertThat(users.world.timer().armed()).isZero();
	}

}
