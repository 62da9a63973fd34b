package io.httpwrapper.client;

import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.httpwrapper.call.ClientSnapshot;
import io.httpwrapper.client.TestClient.Call;
import io.httpwrapper.error.RateLimitedException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.RateLimits;
import io.httpwrapper.fixture.VirtualTime;
import io.httpwrapper.policy.Quota;
import io.httpwrapper.policy.QuotaSnapshot;
import io.httpwrapper.policy.QuotaState;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

class QuotaGuardTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private TestClient users;

	@BeforeEach
	void client() {
		this.users = new TestClient().with(RateLimits.learnt().maxWait(Duration.ofSeconds(10)))
			.timeout("5s", "60s")
			.retry((old) -> old.with((it) -> it.enabled(false)));
	}

	@Test
	void requestWaitsUntilTheRemoteHasMore() {
		this.users.upstream.replies(200, "RateLimit: \"d\";r=0;t=5", "RateLimit-Policy: \"d\";q=10;w=5").replies(200);
		this.users.get();

		Call second = this.users.get();
		this.users.advance(Duration.ofMillis(4999));
		assertThat(sent()).isOne();
		assertThat(quotas().waiting()).isOne();
		this.users.advance(Duration.ofMillis(1));

		assertThat(second.status()).isEqualTo(200);
		assertThat(quotas().waiting()).isZero();
		assertThat(this.users.listener.of(EventType.ATTEMPT_WAITED)).singleElement().satisfies((event) -> {
			assertThat(event.reason()).isEqualTo("quota");
			assertThat(event.duration()).isEqualTo(Duration.ofSeconds(5));
		});
	}

	@Test
	void whoComesWhileOthersAreLetInInterruptsNobody() throws InterruptedException {
		VirtualTime time = new VirtualTime();
		DrivenScheduler scheduler = new DrivenScheduler();
		CountDownLatch sending = new CountDownLatch(1);
		CountDownLatch nextHasCome = new CountDownLatch(1);
		CompletableFuture<Boolean> undisturbed = new CompletableFuture<>();
		this.users.upstream.replies(200, "RateLimit: \"d\";r=0;t=5", "RateLimit-Policy: \"d\";q=1;w=5")
			.then((request) -> {
				sending.countDown();
				try {
					nextHasCome.await();
					undisturbed.complete(true);
				}
				catch (InterruptedException ex) {
					undisturbed.complete(false);
				}
				return Mono.never();
			});
		WrappedClient client = WrappedClient.named("users", this.users.client().settings())
			.time(TimeAndChance.driven(time::nanoTime, time, new Random(1), scheduler, VirtualTimeScheduler.create()))
			.build();
		WebClient webClient = WebClient.builder()
			.exchangeFunction(this.users.upstream)
			.filter(client.pipeline())
			.build();
		Mono<Void> call = webClient.get().uri("http://users.internal/").exchangeToMono(ClientResponse::releaseBody);
		call.subscribe();
		call.subscribe();
		time.advance(Duration.ofSeconds(5));
		scheduler.fire();
		sending.await();

		call.subscribe();
		nextHasCome.countDown();

		assertThat(client.snapshot().quotas()).extracting("waiting").isEqualTo(1);
		assertThat(undisturbed.join()).isTrue();
		scheduler.dispose();
	}

	@ParameterizedTest
	@ValueSource(strings = { "RateLimit: ?!;r=0;t=5", "RateLimit: \"d\";r=5;t=5", "X-RateLimit-Remaining: none",
			"Retry-After: 5" })
	void nothingWaitsWithoutAReason(String header) {
		this.users.upstream.replies(200, header);

		this.users.get();
		this.users.get();

		assertThat(sent()).isEqualTo(2);
	}

	@Test
	void linesOfOneFieldAreReadAsOne() {
		this.users.upstream.replies(200, "RateLimit: \"a\";r=9;t=5", "RateLimit: \"b\";r=0;t=5").replies(200);
		this.users.get();

		this.users.get();

		assertThat(sent()).isOne();
	}

	@Test
	void requestThatWouldWaitForTooLongIsRefusedAtOnce() {
		this.users.upstream.replies(429, "Retry-After: 30");
		this.users.get();

		Call second = this.users.get();

		assertThat(second.error()).isInstanceOfSatisfying(RateLimitedException.class, (refusal) -> {
			assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(30));
			assertThat(refusal.reason()).isEqualTo("rate-limited");
			assertThat(refusal).hasMessage(
					"Client 'users' did not send GET http://users.internal/users/1: little is left of the quota of users.internal:80, a request can be sent in 30 s, but a request may wait 10 s (rate-limit.max-wait).");
		});
		assertThat(sent()).isOne();
		assertThat(this.users.listener.of(EventType.ATTEMPT_REJECTED)).hasSize(1);
	}

	@Test
	void requestThatTheDeadlineWouldEndIsRefusedAtOnce() {
		this.users.timeout("2s", "2s");
		this.users.upstream.replies(429, "Retry-After: 5");
		this.users.get();

		Call second = this.users.get();

		assertThat(second.error()).isInstanceOf(RateLimitedException.class).hasMessageContaining("timeout.call");
	}

	@Test
	void noMoreRequestsWaitThanMay() {
		this.users.with(RateLimits.learnt().maxWait(Duration.ofSeconds(10)).maxWaiting(2));
		this.users.upstream.replies(429, "Retry-After: 5").replies(200);
		this.users.get();

		List<Call> calls = IntStream.range(0, 3).mapToObj((i) -> this.users.get()).toList();

		assertThat(calls.get(2).error()).hasMessageContaining("2 requests wait already (rate-limit.max-waiting)");
		calls.get(0).cancel();
		assertThat(quotas().waiting()).isOne();
		assertThat(this.users.get().isOver()).isFalse();
	}

	@Test
	void cancelledWaitNeverSends() {
		this.users.upstream.replies(200, "RateLimit: \"d\";r=0;t=5").replies(200);
		this.users.get();
		Call second = this.users.get();
		Call third = this.users.get();

		second.cancel();
		this.users.advance(Duration.ofSeconds(9));

		assertThat(second.isOver()).isFalse();
		assertThat(third.status()).isEqualTo(200);
		assertThat(sent()).isEqualTo(2);
		assertThat(quotas().waiting()).isZero();
	}

	@Test
	void badNewsRefusesThoseWhoWouldWaitForTooLong() {
		this.users.upstream.replies(200, "RateLimit: \"d\";r=0;t=5").replies(429, "Retry-After: 60");
		this.users.get();
		List<Call> calls = IntStream.range(0, 4).mapToObj((i) -> this.users.get()).toList();

		this.users.advance(Duration.ofSeconds(5).plusMillis(1));

		assertThat(calls.get(0).status()).isEqualTo(429);
		assertThat(calls.subList(1, 4))
			.allSatisfy((call) -> assertThat(call.error()).isInstanceOf(RateLimitedException.class));
		assertThat(quotas().waiting()).isZero();
	}

	@Test
	void goodNewsLetsThoseWhoWaitGoInTheOrderOfTheirArrival() {
		this.users.upstream.replies(200, "RateLimit: \"d\";r=0;t=5").replies(200, "RateLimit: \"d\";r=99;t=5");
		this.users.get();
		List<Call> calls = IntStream.range(0, 4).mapToObj((i) -> getFrom("/" + i)).toList();

		this.users.advance(Duration.ofSeconds(5).plusMillis(1));

		assertThat(calls).allSatisfy((call) -> assertThat(call.status()).isEqualTo(200));
		assertThat(this.users.upstream.requests()).extracting((request) -> request.url().getPath())
			.containsExactly("/users/1", "/0", "/1", "/2", "/3");
	}

	@Test
	void throttledRemoteIsSentLessAndRecovers() {
		this.users.upstream.replies(429).replies(200);
		this.users.get();
		assertThat(one().state()).isEqualTo(QuotaState.PACED);
		double rate = one().rate();

		Call second = this.users.get();
		assertThat(second.isOver()).isFalse();
		this.users.advance(Duration.ofNanos((long) (1e9 / rate)).plusMillis(1));

		assertThat(second.status()).isEqualTo(200);
		this.users.advance(Duration.ofMinutes(1));
		assertThat(one().state()).isEqualTo(QuotaState.FREE);
	}

	@Test
	void eachHostHasAQuotaOfItsOwn() {
		this.users.upstream.replies(200, "RateLimit: \"d\";r=0;t=60").replies(200);
		this.users.get();

		assertThat(getFrom("http://others.internal/1").status()).isEqualTo(200);
		assertThat(quotas().byKey()).extracting(QuotaSnapshot::name)
			.containsExactlyInAnyOrder("users.internal:80", "others.internal:80");
		assertThat(this.users.get().error()).isInstanceOf(RateLimitedException.class);
	}

	@Test
	void eachTenantHasAQuotaOfItsOwnAndIsNotShown() {
		this.users.with(RateLimits.learnt().key("header:X-Tenant"));
		this.users.upstream.replies(200, "RateLimit: \"d\";r=0;t=60").replies(200);
		getAs("a");

		assertThat(getAs("b").status()).isEqualTo(200);
		assertThat(getAs("a").error()).isInstanceOf(RateLimitedException.class)
			.message()
			.contains("quota of users.internal:80,");
		assertThat(quotas().keys()).isEqualTo(2);
		assertThat(quotas().byKey()).isEmpty();
		assertThat(quotas().remaining()).isZero();
	}

	@Test
	void leastUsedKeyMakesRoom() {
		this.users.with(RateLimits.learnt().key("header:X-Tenant").maxKeys(2));
		this.users.upstream.replies(200, "RateLimit: \"d\";r=0;t=60");
		getAs("a");
		getAs("b");

		getAs("c");

		assertThat(quotas().keys()).isEqualTo(2);
		assertThat(getAs("b").error()).isInstanceOf(RateLimitedException.class);
		assertThat(getAs("a").status()).isEqualTo(200);
	}

	@Test
	void neverFasterThanTheOwnLimits() {
		this.users.with(RateLimits.of(1, SECOND).learn());
		this.users.upstream.replies(200, "RateLimit: \"d\";r=1000;t=1");

		this.users.get();
		Call second = this.users.get();

		assertThat(second.isOver()).isFalse();
		this.users.advance(SECOND);
		assertThat(second.status()).isEqualTo(200);
	}

	@Test
	void requestThatNeverCameToTheRemoteIsNotCounted() {
		this.users.upstream.replies(200, "RateLimit: \"d\";r=9;t=60", "RateLimit-Policy: \"d\";q=10")
			.fails(new ConnectException("refused"))
			.hangs();
		this.users.get();

		this.users.get();
		assertThat(one().quotas()).extracting(Quota::remaining).containsExactly(9L);
		this.users.get();

		assertThat(one().quotas()).extracting(Quota::remaining).containsExactly(8L);
	}

	@Test
	void changesAreTold() {
		this.users.upstream.replies(200, "RateLimit: \"d\";r=9;t=5")
			.replies(429, "RateLimit: \"d\";r=0;t=5")
			.replies(200, "RateLimit: \"d\";r=9;t=5");
		this.users.get();
		this.users.get();
		this.users.advance(Duration.ofSeconds(5));
		this.users.get();

		List<ClientEvent> changes = this.users.listener.of(EventType.QUOTA_CHANGED);
		assertThat(changes).extracting(ClientEvent::key).containsOnly("users.internal:80");
		assertThat(changes).extracting((event) -> event.from() + " " + event.to())
			.containsExactly("free held", "held free");
		assertThat(changes.get(0).reason()).isEqualTo("status 429, 0 of -1 left");
	}

	@Test
	void nothingIsReadNorShownWithoutLearning() {
		this.users.with(RateLimits.of(100, SECOND));
		this.users.upstream.replies(200, "RateLimit: \"d\";r=0;t=60");

		this.users.get();

		assertThat(this.users.get().status()).isEqualTo(200);
		assertThat(this.users.client().snapshot().quotas()).isNull();
	}

	private int sent() {
		return this.users.upstream.requests().size();
	}

	private ClientSnapshot.Quotas quotas() {
		return Objects.requireNonNull(this.users.client().snapshot().quotas());
	}

	private QuotaSnapshot one() {
		assertThat(quotas().byKey()).hasSize(1);
		return quotas().byKey().get(0);
	}

	private Call getAs(String tenant) {
		return this.users.send(this.users.webClient().get().uri("/users/1").header("X-Tenant", tenant));
	}

	private Call getFrom(String url) {
		return this.users.send(this.users.webClient().get().uri(url));
	}

	@Test
	void longestWaitTooLongToBeCountedIsAsGoodAsNoLimit() {
		this.users.with(RateLimits.learnt().maxWait(Duration.ofSeconds(Long.MAX_VALUE))).timeout("0s", "0s");
		this.users.upstream.replies(429, "Retry-After: 5").replies(200);
		this.users.get();

		Call second = this.users.get();
		this.users.advance(Duration.ofSeconds(5));

		assertThat(second.status()).isEqualTo(200);
	}

	/** Runs what was delayed when the test says so, on a thread of its own. */
	private static final class DrivenScheduler implements Scheduler {

		private final Scheduler thread = Schedulers.newBoundedElastic(1, 10, "driven");

		private final Disposable.Swap running = Disposables.swap();

		private @Nullable Runnable delayed;

		void fire() {
			this.running.update(this.thread.schedule(Objects.requireNonNull(this.delayed)));
		}

		@Override
		public Disposable schedule(Runnable task) {
			return this.thread.schedule(task);
		}

		@Override
		public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
			this.delayed = task;
			return this.running;
		}

		@Override
		public Worker createWorker() {
			return this.thread.createWorker();
		}

		@Override
		public void dispose() {
			this.thread.dispose();
		}

	}

}
