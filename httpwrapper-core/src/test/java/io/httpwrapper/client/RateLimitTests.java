package io.httpwrapper.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.httpwrapper.call.ClientSnapshot;
import io.httpwrapper.client.TestClient.Call;
import io.httpwrapper.error.CircuitOpenException;
import io.httpwrapper.error.RateLimitedException;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.RateLimits;
import io.httpwrapper.policy.RateLimit;
import io.httpwrapper.policy.RateLimitAnswer;
import io.httpwrapper.policy.RateLimitScope;
import io.httpwrapper.policy.RateLimiter;
import io.httpwrapper.policy.StoreFailure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimitTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private TestClient users;

	@BeforeEach
	void client() {
		this.users = new TestClient();
		this.users.upstream.replies(200);
	}

	private int sent() {
		return this.users.upstream.requests().size();
	}

	private ClientSnapshot.RateLimit limit() {
		ClientSnapshot.RateLimit limit = this.users.client().snapshot().rateLimit();
		assertThat(limit).isNotNull();
		return limit;
	}

	private Call getAs(String tenant) {
		return this.users.send(this.users.webClient().get().uri("/users/1").header("X-Tenant", tenant));
	}

	private Call getFrom(String url) {
		return this.users.send(this.users.webClient().get().uri(url));
	}

	@Test
	void requestWaitsForItsTokenAndIsSentOnTime() {
		this.users.with(RateLimits.of(1, SECOND));
		this.users.get();

		Call second = this.users.get();
		this.users.advance(Duration.ofMillis(999));
		assertThat(sent()).isOne();
		assertThat(limit().waiting()).isOne();
		this.users.advance(Duration.ofMillis(1));

		assertThat(second.status()).isEqualTo(200);
		assertThat(sent()).isEqualTo(2);
		assertThat(limit().waiting()).isZero();
	}

	@Test
	void waitIsTold() {
		this.users.with(RateLimits.of(1, SECOND));
		this.users.get();

		this.users.get();
		this.users.advance(SECOND);

		assertThat(this.users.listener.of(EventType.ATTEMPT_WAITED)).singleElement().satisfies((event) -> {
			assertThat(event.reason()).isEqualTo("rate-limit");
			assertThat(event.duration()).isEqualTo(SECOND);
		});
	}

	@Test
	void requestsAreSentInTheOrderOfTheirArrival() {
		this.users.with(RateLimits.of(1, SECOND).maxWait(MINUTE)).timeout("5s", "60s");

		List<Call> calls = IntStream.range(0, 4).mapToObj((i) -> getFrom("/users/" + i)).toList();
		this.users.advance(Duration.ofSeconds(3));

		assertThat(calls).allMatch(Call::isOver);
		assertThat(this.users.upstream.requests()).extracting((request) -> request.url().getPath())
			.containsExactly("/users/0", "/users/1", "/users/2", "/users/3");
	}

	@Test
	void longestWaitTooLongToBeCountedIsAsGoodAsNoLimit() {
		this.users.with(RateLimits.of(1, MINUTE).maxWait(Duration.ofSeconds(Long.MAX_VALUE))).timeout("0s", "0s");
		this.users.get();

		Call second = this.users.get();
		this.users.advance(MINUTE);

		assertThat(second.status()).isEqualTo(200);
	}

	@Test
	void cancelledWaitNeverSendsAndGivesItsTokenBack() {
		this.users.with(RateLimits.of(1, SECOND));
		this.users.get();

		Call second = this.users.get();
		second.cancel();
		Call third = this.users.get();
		this.users.advance(SECOND);

		assertThat(second.isOver()).isFalse();
		assertThat(third.status()).isEqualTo(200);
		assertThat(sent()).isEqualTo(2);
	}

	@Test
	void othersMoveUpWhenOneLeaves() {
		this.users.with(RateLimits.of(1, SECOND).maxWait(MINUTE)).timeout("5s", "60s");
		this.users.get();
		Call second = this.users.get();
		Call third = this.users.get();
		Call fourth = this.users.get();

		second.cancel();
		this.users.advance(SECOND);
		assertThat(third.isOver()).isTrue();
		assertThat(fourth.isOver()).isFalse();
		this.users.advance(SECOND);

		assertThat(fourth.isOver()).isTrue();
		assertThat(limit().waiting()).isZero();
	}

	@Test
	void waitBeyondMaxWaitFailsAtOnceAndNamesBothTimes() {
		this.users.with(RateLimits.of(1, Duration.ofSeconds(5)));
		this.users.get();

		Call second = this.users.get();

		assertThat(second.error()).isInstanceOfSatisfying(RateLimitedException.class, (error) -> {
			assertThat(error.retryAfter()).contains(Duration.ofSeconds(5));
			assertThat(error.reason()).isEqualTo("rate-limited");
		})
			.hasMessage("Client 'users' did not send GET http://users.internal/users/1: rate limit reached, "
					+ "the next token comes in 5 s, but a request may wait 1 s (rate-limit.max-wait).");
		assertThat(this.users.listener.of(EventType.ATTEMPT_REJECTED)).singleElement().satisfies((event) -> {
			assertThat(event.reason()).isEqualTo("rate-limited");
			assertThat(event.verdict()).isEqualTo("not-sent");
		});
	}

	@Test
	void waitBeyondTheDeadlineFailsAtOnceAndNamesBothTimes() {
		this.users.with(RateLimits.of(1, Duration.ofSeconds(5)).maxWait(MINUTE)).timeout("1s", "3s");
		this.users.get();

		Call second = this.users.get();

		assertThat(second.error()).isInstanceOf(RateLimitedException.class)
			.hasMessage("Client 'users' did not send GET http://users.internal/users/1: rate limit reached, "
					+ "the next token comes in 5 s, but the call has 3 s left (timeout.call).");
	}

	@Test
	void oneMoreThanMayWaitFailsAtOnce() {
		this.users.with(RateLimits.of(1, SECOND).maxWait(MINUTE).maxWaiting(1));
		this.users.get();
		this.users.get();

		Call third = this.users.get();

		assertThat(third.error()).isInstanceOf(RateLimitedException.class)
			.hasMessageEndingWith("the next token comes in 2 s, and 1 requests wait already (rate-limit.max-waiting).");
	}

	@Test
	void refusedRequestTakesNoToken() {
		this.users.with(RateLimits.of(1, Duration.ofSeconds(5)));
		this.users.get();

		this.users.get();
		this.users.get();
		this.users.advance(Duration.ofSeconds(5));
		Call afterwards = this.users.get();

		assertThat(afterwards.status()).isEqualTo(200);
	}

	@Test
	void refusalIsNeutralToTheBreakerAndNotRepeated() {
		this.users.with(RateLimits.of(1, MINUTE));
		this.users.get();

		Call second = this.users.get();

		assertThat(second.error()).isInstanceOf(RateLimitedException.class);
		assertThat(this.users.breaker.heard()).containsExactly("SUCCESS", "release", "IGNORED", "release");
		assertThat(this.users.listener.of(EventType.RETRY_SCHEDULED)).isEmpty();
	}

	@Test
	void openCircuitSpendsNoToken() {
		this.users.with(RateLimits.of(2, MINUTE));
		this.users.get();
		this.users.breaker.open();

		Call refused = this.users.get();

		assertThat(refused.error()).isInstanceOf(CircuitOpenException.class);
		assertThat(limit().tokens()).isOne();
	}

	@Test
	void eachAttemptSpendsAToken() {
		this.users = new TestClient().with(RateLimits.of(10, MINUTE));
		this.users.upstream.replies(503).replies(503).replies(200);

		Call call = this.users.get();
		this.users.advance(SECOND);

		assertThat(call.status()).isEqualTo(200);
		assertThat(sent()).isEqualTo(3);
		assertThat(limit().tokens()).isEqualTo(7);
	}

	@Test
	void limitsOfAClientCountAllItsHosts() {
		this.users.with(RateLimits.of(1, MINUTE));
		getFrom("http://one.internal/");

		assertThat(getFrom("http://two.internal/").error()).isInstanceOf(RateLimitedException.class);
	}

	@Test
	void limitsOfHostsCountEachHostAlone() {
		this.users.with(RateLimits.of(1, MINUTE).scope(RateLimitScope.HOST));
		getFrom("http://one.internal/");

		assertThat(getFrom("http://two.internal/").status()).isEqualTo(200);
		assertThat(getFrom("http://ONE.internal:80/").error()).isInstanceOf(RateLimitedException.class);
		assertThat(limit().tokensByKey()).isEqualTo(Map.of("one.internal:80", 0L, "two.internal:80", 0L));
	}

	@Test
	void headerSplitsTheLimits() {
		this.users.with(RateLimits.of(1, MINUTE).key("header:X-Tenant"));
		getAs("a");

		assertThat(getAs("b").status()).isEqualTo(200);
		assertThat(getAs("a").error()).isInstanceOf(RateLimitedException.class);
	}

	@Test
	void requestsWithoutTheHeaderAreCountedTogether() {
		this.users.with(RateLimits.of(1, MINUTE).key("header:X-Tenant"));
		this.users.get();

		assertThat(this.users.get().error()).isInstanceOf(RateLimitedException.class);
	}

	@Test
	void valuesOfRequestsAreNotShown() {
		this.users.with(RateLimits.of(1, MINUTE).key("header:X-Tenant"));
		getAs("secret");

		Call refused = getAs("secret");

		assertThat(refused.error()).message().doesNotContain("secret");
		assertThat(limit().tokensByKey()).isEmpty();
		assertThat(limit().keys()).isOne();
		assertThat(limit().tokens()).isZero();
	}

	@Test
	void applicationsKeySplitsTheLimits() {
		this.users.with(RateLimits.of(1, MINUTE)).limitKey((request) -> request.method().name());
		this.users.get();

		assertThat(this.users.post().status()).isEqualTo(200);
		assertThat(this.users.get().error()).isInstanceOf(RateLimitedException.class);
	}

	@Test
	void keyThatThrowsCountsAsNone() {
		this.users.with(RateLimits.of(1, MINUTE)).limitKey((request) -> {
			throw new IllegalStateException("no tenant");
		});

		assertThat(this.users.get().status()).isEqualTo(200);
		assertThat(this.users.get().error()).isInstanceOf(RateLimitedException.class);
	}

	@Test
	void eachKeyHasALineOfItsOwn() {
		this.users.with(RateLimits.of(1, SECOND).key("header:X-Tenant").maxWait(MINUTE)).timeout("5s", "60s");
		getAs("a");
		getAs("a");
		Call lastOfA = getAs("a");
		getAs("b");
		Call lastOfB = getAs("b");

		this.users.advance(SECOND);

		assertThat(lastOfB.isOver()).isTrue();
		assertThat(lastOfA.isOver()).isFalse();
	}

	@Test
	void remoteAnswerIsWaitedFor() {
		Store store = new Store();
		this.users.with(RateLimits.of(1, SECOND)).limiter(store);
		Call call = this.users.get();
		assertThat(sent()).isZero();

		store.answer(RateLimitAnswer.NOW);

		assertThat(call.status()).isEqualTo(200);
	}

	@Test
	void callerWhoThrowsAnErrorStopsNobodyBehind() {
		Store store = new Store();
		this.users.with(RateLimits.of(1, SECOND)).limiter(store);
		this.users.webClient().get().uri("/users/1").exchangeToMono((response) -> {
			throw new NoClassDefFoundError("boom");
		}).subscribe();
		store.answer(RateLimitAnswer.after(SECOND.toNanos()));
		Call behind = this.users.get();
		store.answer(RateLimitAnswer.after(SECOND.toNanos()));

		this.users.advance(SECOND);

		assertThat(behind.status()).isEqualTo(200);
	}

	@Test
	void remoteAnswerThatComesAfterTheCallerHasGoneIsGivenBack() {
		Store store = new Store();
		this.users.with(RateLimits.of(1, SECOND)).limiter(store);
		Call call = this.users.get();
		call.cancel();

		store.answer(RateLimitAnswer.after(5));
		this.users.advance(SECOND);

		assertThat(sent()).isZero();
		assertThat(store.givenBack).isOne();
	}

	@Test
	void remoteRefusalComesToTheCaller() {
		Store store = new Store();
		this.users.with(RateLimits.of(1, SECOND)).limiter(store);
		Call call = this.users.get();

		store.answer(RateLimitAnswer.refused(Duration.ofSeconds(9).toNanos()));

		assertThat(call.error()).isInstanceOf(RateLimitedException.class);
	}

	@Test
	void limiterThatFailsLetsIn() {
		Store store = new Store();
		this.users.with(RateLimits.of(1, SECOND)).limiter(store);
		Call call = this.users.get();

		store.asked.get(0).completeExceptionally(new IllegalStateException("store away"));

		assertThat(call.status()).isEqualTo(200);
	}

	@Test
	void limiterThatFailsRefusesIfSaidSo() {
		Store store = new Store();
		this.users.with(RateLimits.of(1, SECOND).onStoreFailure(StoreFailure.REJECT)).limiter(store);
		Call call = this.users.get();

		store.asked.get(0).completeExceptionally(new IllegalStateException("store away"));

		assertThat(call.error()).isInstanceOf(RateLimitedException.class)
			.hasMessageEndingWith("rate limit reached, it is unknown when a token is available, "
					+ "because the limits cannot be counted now (rate-limit.on-store-failure).");
	}

	@ParameterizedTest
	@MethodSource("answersAgainstTheContract")
	void limiterAgainstItsContractHasFailed(Supplier<CompletionStage<RateLimitAnswer>> answer) {
		this.users.with(RateLimits.of(1, SECOND)).limiter(new Fixed(answer));

		assertThat(this.users.get().status()).isEqualTo(200);
		assertThat(this.users.breaker.heard()).containsExactly("SUCCESS", "release");
	}

	@ParameterizedTest
	@MethodSource("answersAgainstTheContract")
	void limiterAgainstItsContractRefusesIfSaidSo(Supplier<CompletionStage<RateLimitAnswer>> answer) {
		this.users.with(RateLimits.of(1, SECOND).onStoreFailure(StoreFailure.REJECT)).limiter(new Fixed(answer));

		assertThat(this.users.get().error()).isInstanceOf(RateLimitedException.class)
			.hasMessageEndingWith("(rate-limit.on-store-failure).");
		assertThat(this.users.breaker.heard()).containsExactly("IGNORED", "release");
	}

	static Stream<Supplier<@Nullable CompletionStage<RateLimitAnswer>>> answersAgainstTheContract() {
		return Stream.of(() -> null, () -> CompletableFuture.completedFuture(null), () -> {
			throw new NoClassDefFoundError("bug");
		}, () -> new CompletableFuture<>() {

			@Override
			public CompletableFuture<RateLimitAnswer> toCompletableFuture() {
				throw new UnsupportedOperationException("bug");
			}

		});
	}

	@Test
	void limiterThatTakesNoTokenBackLosesNoOtherPermit() {
		this.users.with(RateLimits.of(1, SECOND))
			.bulkhead(1, 1, "1S")
			.limiter(new Fixed(() -> RateLimitAnswer.NOW_STAGE) {

				@Override
				public void giveBack(String key) {
					throw new IllegalStateException("bug");
				}

			});
		this.users.upstream.repliesWith(200, Flux.never());
		this.users.get();
		this.users.get();
		this.users.breaker.heard().clear();

		Call waiting = this.users.get();
		waiting.cancel();

		assertThat(this.users.breaker.heard()).containsExactly("IGNORED", "release");
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })
	void whateverComesAndGoesNoWindowSeesMoreThanPermitsAndBurst(long seed) {
		Random random = new Random(seed);
		RateLimit fast = new RateLimit(1 + random.nextInt(8), Duration.ofMillis(100), 1 + random.nextInt(8));
		RateLimit slow = new RateLimit(5 + random.nextInt(30), SECOND, 1 + random.nextInt(30));
		List<RateLimit> limits = random.nextBoolean() ? List.of(fast, slow) : List.of(fast);
		List<Long> sentAt = new ArrayList<>();
		this.users = new TestClient().timeout("5s", "20s")
			.with(RateLimits.of(0, SECOND)
				.further(limits.toArray(RateLimit[]::new))
				.maxWait(Duration.ofMillis(random.nextInt(3000)))
				.maxWaiting(1 + random.nextInt(100)));
		this.users.upstream.then((request) -> {
			sentAt.add(this.users.client().core().nanoTime());
			return Mono.just(this.users.upstream.response(200, Flux.empty()));
		});
		List<Call> calls = new ArrayList<>();

		for (int i = 0; i < 300; i++) {
			int arrivals = random.nextInt((random.nextInt(10) == 0) ? 30 : 3);
			IntStream.range(0, arrivals).forEach((arrival) -> calls.add(this.users.get()));
			for (int cancels = random.nextInt(4); cancels > 0 && !calls.isEmpty(); cancels--) {
				calls.remove(random.nextInt(calls.size())).cancel();
			}
			this.users.advance(Duration.ofMillis(random.nextInt((random.nextInt(10) == 0) ? 300 : 20)));
		}
		this.users.advance(Duration.ofSeconds(5));

		assertThat(calls).allMatch(Call::isOver);
		assertThat(limit().waiting()).isZero();
		assertThat(sentAt).hasSizeGreaterThan(20);
		limits.forEach((limit) -> assertThat(most(sentAt, limit.per())).as(limit.toString())
			.isLessThanOrEqualTo(limit.permits() + limit.burst()));
	}

	/** The most that any window of that length holds, its end not included. */
	private static int most(List<Long> times, Duration window) {
		int most = 0;
		int from = 0;
		for (int to = 0; to < times.size(); to++) {
			while (times.get(to) - times.get(from) >= window.toNanos()) {
				from++;
			}
			most = Math.max(most, to - from + 1);
		}
		return most;
	}

	/** Answers all the same. */
	private static class Fixed implements RateLimiter {

		private final Supplier<CompletionStage<RateLimitAnswer>> answer;

		Fixed(Supplier<CompletionStage<RateLimitAnswer>> answer) {
			this.answer = answer;
		}

		@Override
		public CompletionStage<RateLimitAnswer> acquire(String key, long maxWaitNanos) {
			return this.answer.get();
		}

		@Override
		public void giveBack(String key) {
		}

		@Override
		public Map<String, Long> tokens() {
			return Map.of();
		}

	}

	/** A remote limiter that answers when the test says so. */
	private static final class Store implements RateLimiter {

		private final List<CompletableFuture<RateLimitAnswer>> asked = new ArrayList<>();

		private int givenBack;

		@Override
		public CompletionStage<RateLimitAnswer> acquire(String key, long maxWaitNanos) {
			this.asked.add(new CompletableFuture<>());
			return this.asked.get(this.asked.size() - 1);
		}

		@Override
		public void giveBack(String key) {
			this.givenBack++;
		}

		@Override
		public Map<String, Long> tokens() {
			return Map.of();
		}

		private void answer(RateLimitAnswer answer) {
			this.asked.get(this.asked.size() - 1).complete(answer);
		}

	}

}
