package io.httpwrapper.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.httpwrapper.call.ClientSnapshot;
import io.httpwrapper.error.BulkheadFullException;
import io.httpwrapper.error.DeadlineExceededException;
import io.httpwrapper.error.RateLimitedException;
import io.httpwrapper.fixture.RateLimits;
import io.httpwrapper.policy.BulkheadSettings;
import io.httpwrapper.policy.BulkheadSnapshot;
import io.httpwrapper.policy.CircuitBreakerSettings;
import io.httpwrapper.policy.CircuitMode;
import io.httpwrapper.policy.CircuitScope;
import io.httpwrapper.policy.CircuitSnapshot;
import io.httpwrapper.policy.CircuitState;
import io.httpwrapper.policy.InvalidSettingException;
import io.httpwrapper.policy.RateLimitAnswer;
import io.httpwrapper.policy.RateLimitSettings;
import io.httpwrapper.policy.RateLimiter;
import io.httpwrapper.policy.RetryBudgetSettings;
import io.httpwrapper.policy.RetrySettings;
import io.httpwrapper.policy.TimeoutSettings;
import io.httpwrapper.settings.CacheSettings;
import io.httpwrapper.settings.ClientSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SettingsChangeTests {

	private final TestClient users = new TestClient();

	private ClientSettings settings() {
		return this.users.client().settings();
	}

	private void change(ClientSettings settings) {
		this.users.client().change(settings);
	}

	private static ClientSettings with(ClientSettings old, TimeoutSettings timeout) {
		return old.with((it) -> it.timeout(timeout));
	}

	private static ClientSettings with(ClientSettings old, RetrySettings retry) {
		return old.with((it) -> it.retry(retry));
	}

	private static ClientSettings with(ClientSettings old, CircuitBreakerSettings circuitBreaker) {
		return old.with((it) -> it.circuitBreaker(circuitBreaker));
	}

	private static ClientSettings with(ClientSettings old, RateLimitSettings rateLimit) {
		return old.with((it) -> it.rateLimit(rateLimit));
	}

	private static ClientSettings with(ClientSettings old, BulkheadSettings bulkhead) {
		return old.with((it) -> it.bulkhead(bulkhead));
	}

	private static ClientSettings with(ClientSettings old, CacheSettings cache) {
		return old.with((it) -> it.cache(cache));
	}

	private static ClientSettings attempts(ClientSettings old, int attempts) {
		return retry(old, attempts, old.retry().budget());
	}

	private static ClientSettings retry(ClientSettings old, int attempts, RetryBudgetSettings budget) {
		RetrySettings retry = old.retry();
		return with(old, retry.with((it) -> it.enabled(attempts > 1).maxAttempts(attempts).budget(budget)));
	}

	private static ClientSettings callTimeout(ClientSettings old, Duration call) {
		TimeoutSettings timeout = old.timeout();
		return with(old, timeout.with((it) -> it.call(call)));
	}

	private static CircuitBreakerSettings circuit(CircuitMode mode, int failuresInARow, Duration window) {
		CircuitBreakerSettings old = CircuitBreakerSettings.DEFAULTS;
		return old.with((it) -> it.enabled(true).mode(mode).window(window).failureThreshold(failuresInARow));
	}

	private static RateLimits hourly(int permits) {
		return RateLimits.of(permits, Duration.ofHours(1));
	}

	private CircuitSnapshot circuit() {
		return this.users.client().circuitBreakers().get(0).snapshot();
	}

	private @Nullable BulkheadSnapshot bulkhead() {
		return this.users.client().snapshot().bulkhead();
	}

	private ClientSnapshot.@Nullable RateLimit rateLimit() {
		return this.users.client().snapshot().rateLimit();
	}

	private static RateLimitSettings learning(boolean learn) {
		RateLimitSettings old = RateLimitSettings.DEFAULTS;
		return old.with((it) -> it.enabled(learn).learn(learn));
	}

	@Test
	void learningCanBeSwitchedOnAndOff() {
		assertThat(this.users.client().snapshot().quotas()).isNull();

		change(with(settings(), learning(true)));
		assertThat(this.users.client().snapshot().quotas()).isNotNull();

		change(with(settings(), learning(false)));
		assertThat(this.users.client().snapshot().quotas()).isNull();
	}

	@Test
	void nextCallHasTheNewNumberOfAttempts() {
		change(attempts(settings(), 1));
		this.users.upstream.replies(503).replies(503).replies(200);

		assertThat(this.users.get().status()).isEqualTo(503);
		change(attempts(settings(), 2));
		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofSeconds(5));

		assertThat(call.status()).isEqualTo(200);
	}

	@Test
	void callUnderWayEndsWithTheSettingsThatItBeganWith() {
		this.users.upstream.replies(503).replies(503).replies(200).replies(503);

		TestClient.Call early = this.users.get();
		change(attempts(callTimeout(settings(), Duration.ofMillis(1)), 1));
		this.users.advance(Duration.ofSeconds(10));
		TestClient.Call late = this.users.get();

		assertThat(early.status()).isEqualTo(200);
		assertThat(late.status()).isEqualTo(503);
	}

	@Test
	void deadlineIsThatOfTheSettingsWhenTheCallBegan() {
		this.users.timeout("0S", "5S").withoutRetry().upstream.hangs().hangs();

		TestClient.Call early = this.users.get();
		change(callTimeout(settings(), Duration.ofSeconds(1)));
		TestClient.Call late = this.users.get();
		this.users.advance(Duration.ofMillis(1100));

		assertThat(early.isOver()).isFalse();
		assertThat(late.error()).isInstanceOf(DeadlineExceededException.class);
		this.users.advance(Duration.ofSeconds(4));
		assertThat(early.error()).isInstanceOf(DeadlineExceededException.class).hasMessageContaining("5");
	}

	@Test
	void callThatIsSubscribedToAgainHasTheSettingsOfThatMoment() {
		change(attempts(settings(), 1));
		this.users.upstream.replies(503).replies(503).replies(200);
		Mono<Integer> call = this.users.webClient()
			.get()
			.uri("/users/1")
			.exchangeToMono((response) -> response.releaseBody().thenReturn(response.statusCode().value()));
		List<Integer> statuses = new ArrayList<>();

		call.subscribe(statuses::add);
		change(attempts(settings(), 2));
		call.subscribe(statuses::add);
		this.users.advance(Duration.ofSeconds(5));

		assertThat(statuses).containsExactly(503, 200);
	}

	@Test
	void circuitKeepsWhatItHasMeasured() {
		this.users.withoutRetry().with(circuit(CircuitMode.NORMAL, 10, Duration.ofSeconds(30)));
		fail(3);

		change(with(settings(), circuit(CircuitMode.NORMAL, 4, Duration.ofSeconds(30))));

		assertThat(circuit().calls()).isEqualTo(3);
		assertThat(circuit().state()).isEqualTo(CircuitState.CLOSED);
		fail(1);
		assertThat(circuit().state()).isEqualTo(CircuitState.OPEN);
	}

	@Test
	void openCircuitStaysOpenForItsTime() {
		this.users.withoutRetry().with(circuit(CircuitMode.NORMAL, 2, Duration.ofSeconds(30)));
		fail(2);
		Duration before = circuit().nextTrial();

		change(with(settings(), circuit(CircuitMode.NORMAL, 0, Duration.ofSeconds(10))));

		assertThat(circuit().state()).isEqualTo(CircuitState.OPEN);
		assertThat(circuit().nextTrial()).isEqualTo(before);
	}

	@Test
	void windowOfAnotherLengthStartsEmptyInTheSameState() {
		this.users.withoutRetry().with(circuit(CircuitMode.NORMAL, 4, Duration.ofSeconds(30)));
		fail(3);
		this.users.advance(Duration.ofSeconds(1));

		change(with(settings(), circuit(CircuitMode.NORMAL, 4, Duration.ofSeconds(10))));

		assertThat(circuit().calls()).isZero();
		assertThat(circuit().since()).isEqualTo(Duration.ofSeconds(1));
		assertThat(circuit().consecutiveFailures()).isEqualTo(3);
		fail(1);
		assertThat(circuit().state()).isEqualTo(CircuitState.OPEN);
	}

	@Test
	void attemptUnderWayIsJudgedByTheNewLimits() {
		this.users.withoutRetry().with(circuit(CircuitMode.NORMAL, 10, Duration.ofSeconds(30)));
		Sinks.One<ClientResponse> answer = this.users.upstream.repliesLater();
		this.users.get();

		change(with(settings(), circuit(CircuitMode.NORMAL, 1, Duration.ofSeconds(30))));
		answer.tryEmitError(new IllegalStateException("gone"));

		assertThat(circuit().state()).isEqualTo(CircuitState.OPEN);
	}

	@Test
	void newModeIsSetAndTheSameOneLeavesAloneWhatWasSetByHand() {
		this.users.with(circuit(CircuitMode.NORMAL, 10, Duration.ofSeconds(30))).upstream.replies(200);
		this.users.get();

		this.users.client().circuitBreakers().get(0).mode(CircuitMode.FORCED_OPEN);
		change(with(settings(), circuit(CircuitMode.NORMAL, 5, Duration.ofSeconds(30))));
		assertThat(circuit().state()).isEqualTo(CircuitState.FORCED_OPEN);
		change(with(settings(), circuit(CircuitMode.METRICS_ONLY, 5, Duration.ofSeconds(30))));

		assertThat(circuit().state()).isEqualTo(CircuitState.METRICS_ONLY);
	}

	@Test
	void hostCalledLaterHasTheNewLimits() {
		this.users.withoutRetry().with(circuit(CircuitMode.NORMAL, 10, Duration.ofSeconds(30))).client();

		change(with(settings(), circuit(CircuitMode.NORMAL, 1, Duration.ofSeconds(30))));
		fail(1);

		assertThat(circuit().state()).isEqualTo(CircuitState.OPEN);
	}

	@Test
	void retryBudgetKeepsItsBalanceAsFarAsItMayBeSaved() {
		change(retry(settings(), 3,
				RetryBudgetSettings.DEFAULTS.with((it) -> it.enabled(true).ratio(0).minPerSecond(20))));
		this.users.advance(Duration.ofSeconds(2));
		assertThat(balance()).isEqualTo(10 + 40);

		change(retry(settings(), 3,
				RetryBudgetSettings.DEFAULTS.with((it) -> it.enabled(true).ratio(0).minPerSecond(3))));
		assertThat(balance()).isEqualTo(30);
		change(retry(settings(), 3,
				RetryBudgetSettings.DEFAULTS.with((it) -> it.enabled(true).ratio(0).minPerSecond(1))));

		assertThat(balance()).isEqualTo(10);
	}

	@Test
	void higherLimitOfTheBulkheadLetsThoseInWhoWait() {
		this.users.bulkhead(1, 5, "1s");
		this.users.upstream.repliesLater();
		this.users.upstream.repliesLater();
		this.users.get();
		this.users.get();
		assertThat(this.users.upstream.requests()).hasSize(1);

		change(with(settings(), TestClient.places(2, 5, "1s")));

		assertThat(this.users.upstream.requests()).hasSize(2);
		assertThat(bulkhead()).extracting(BulkheadSnapshot::limit, BulkheadSnapshot::inUse).containsExactly(2, 2);
	}

	@Test
	void bulkheadThatIsSwitchedOffAndOnKnowsThePlacesInUse() {
		this.users.withoutRetry().bulkhead(1, 0, "1s");
		Sinks.One<ClientResponse> answer = this.users.upstream.repliesLater();
		TestClient.Call first = this.users.get();

		change(with(settings(), BulkheadSettings.DEFAULTS));
		assertThat(bulkhead()).isNull();
		change(with(settings(), TestClient.places(1, 0, "1s")));
		assertThat(this.users.get().error()).isInstanceOf(BulkheadFullException.class);
		answer.tryEmitValue(this.users.upstream.response(200, Flux.empty()));

		assertThat(first.status()).isEqualTo(200);
		assertThat(Objects.requireNonNull(bulkhead()).inUse()).isZero();
	}

	@Test
	void bulkheadIsSwitchedOnUnderLoad() {
		this.users.withoutRetry().upstream.hangs().hangs();
		this.users.get();

		change(with(settings(), TestClient.places(1, 0, "1s")));
		this.users.get();

		assertThat(this.users.get().error()).isInstanceOf(BulkheadFullException.class);
	}

	@Test
	void tokensAreKeptUnderAnotherLimit() {
		this.users.withoutRetry().with(hourly(5).maxWait(Duration.ZERO)).upstream.replies(200).replies(200);
		this.users.get();
		this.users.get();

		change(with(settings(), hourly(4).maxWait(Duration.ZERO).settings()));
		assertThat(Objects.requireNonNull(rateLimit()).tokens()).isEqualTo(3);
		change(with(settings(), hourly(2).maxWait(Duration.ZERO).settings()));

		assertThat(Objects.requireNonNull(rateLimit()).tokens()).isEqualTo(2);
	}

	@Test
	void rateLimitIsSwitchedOnAndOffAndOnAgain() {
		this.users.withoutRetry().upstream.replies(200).replies(200).replies(200);
		RateLimitSettings one = hourly(1).maxWait(Duration.ZERO).settings();

		change(with(settings(), one));
		assertThat(this.users.get().status()).isEqualTo(200);
		assertThat(this.users.get().error()).isInstanceOf(RateLimitedException.class);
		change(with(settings(), RateLimitSettings.DEFAULTS));
		assertThat(this.users.get().status()).isEqualTo(200);
		assertThat(rateLimit()).isNull();
		change(with(settings(), one));

		assertThat(this.users.get().error()).isInstanceOf(RateLimitedException.class);
	}

	@Test
	void limitsThatAreCountedElsewhereAreNotChanged() {
		this.users.with(hourly(5).maxWait(Duration.ZERO)).limiter(new Elsewhere());
		ClientSettings before = settings();

		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> change(attempts(with(before, hourly(6).maxWait(Duration.ZERO).settings()), 1)))
			.withMessageStartingWith("rate-limit must keep its limits");
		assertThat(settings()).isSameAs(before);
		change(with(before, hourly(5).maxWait(Duration.ofSeconds(1)).settings()));

		assertThat(settings().rateLimit().maxWait()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void breakerOfTheApplicationIsNotChanged() {
		this.users.upstream.replies(200);
		this.users.get();

		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> change(with(settings(), circuit(CircuitMode.NORMAL, 3, Duration.ofSeconds(30)))))
			.withMessageContaining("CircuitBreaker.Adjustable");
	}

	@Test
	void limiterThatThrowsLeavesEverythingAsItWas() {
		Throwing limiter = new Throwing();
		this.users.withoutRetry().failuresInARow(2).with(hourly(50)).limiter(limiter).upstream.replies(500);
		ClientSettings before = settings();
		limiter.throwing = true;

		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> change(
				with(with(before, circuit(CircuitMode.NORMAL, 1, Duration.ofSeconds(30))), hourly(60).settings())));
		this.users.get();

		assertThat(settings()).isSameAs(before);
		assertThat(limiter.changes).containsExactly(60, 50);
		assertThat(this.users.client().circuitBreakers().get(0).snapshot().state()).isEqualTo(CircuitState.CLOSED);
	}

	@Test
	void cacheKeepsWhatIsStoredAndFollowsOtherRules() {
		this.users.cache().withoutRetry().upstream.repliesText(200, "Ada", "Cache-Control: max-age=1").replies(503);
		this.users.get();
		this.users.advance(Duration.ofSeconds(10));
		CacheSettings old = settings().cache();

		change(with(settings(), old.with((it) -> it.enabled(true).staleIfError(Duration.ofHours(1)))));

		assertThat(this.users.get().body()).isEqualTo("Ada");
		assertThat(Objects.requireNonNull(this.users.client().snapshot().cache()).staleIfError()).isOne();
	}

	@Test
	void whatConnectionsAreMadeWithIsRefusedAndNothingIsChanged() {
		ClientSettings before = settings();
		ClientSettings moved = before.with((it) -> it.baseUrl(URI.create("https://me:secret@elsewhere?key=secret"))
			.bulkhead(TestClient.places(3, 0, "1s")));

		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> change(moved))
			.withMessage("base-url must stay null while the application runs, since the WebClient depends on it "
					+ "(change it in the configuration and restart), but was https://elsewhere.");
		assertThat(settings()).isSameAs(before);
		assertThat(bulkhead()).isNull();
	}

	@Test
	void whatIsCountedApartStaysSo() {
		CircuitBreakerSettings old = settings().circuitBreaker();
		CircuitBreakerSettings whole = old.with((it) -> it.enabled(true).scope(CircuitScope.CLIENT));

		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> change(with(settings(), whole)))
			.satisfies((ex) -> assertThat(ex.property()).isEqualTo("circuit-breaker.scope"));
	}

	@Test
	void watcherHearsOfTheSettingsInForce() {
		List<Integer> attempts = new ArrayList<>();
		this.users.client().watchSettings((settings) -> attempts.add(settings.retry().maxAttempts()));

		change(attempts(settings(), 5));

		assertThat(attempts).containsExactly(5);
	}

	@Test
	void changesUnderLoadLoseNoPlaceAndMixNoSettings() throws Exception {
		WrappedClient busy = WrappedClient.named("busy", ClientSettings.DEFAULTS).build();
		UnaryOperator<ClientSettings> narrow = (old) -> callTimeout(with(old, TestClient.places(1, 1000, "60s")),
				Duration.ofSeconds(61));
		UnaryOperator<ClientSettings> wide = (old) -> callTimeout(with(old, TestClient.places(3, 1000, "60s")),
				Duration.ofSeconds(63));
		UnaryOperator<ClientSettings> none = (old) -> callTimeout(with(old, BulkheadSettings.DEFAULTS), Duration.ZERO);
		List<UnaryOperator<ClientSettings>> changes = List.of(narrow, wide, none);
		WebClient client = WebClient.builder()
			.exchangeFunction((request) -> Mono.just(this.users.upstream.response(200, Flux.empty())))
			.filter(busy.pipeline())
			.build();
		Set<String> seen = ConcurrentHashMap.newKeySet();
		CyclicBarrier start = new CyclicBarrier(5);
		ExecutorService threads = Executors.newFixedThreadPool(5);
		List<Future<?>> done = new ArrayList<>();

		for (int thread = 0; thread < 4; thread++) {
			done.add(threads.submit(() -> {
				start.await();
				for (int i = 0; i < 2000; i++) {
					client.get()
						.uri("http://busy/")
						.exchangeToMono(ClientResponse::releaseBody)
						.block(Duration.ofSeconds(20));
				}
				return null;
			}));
		}
		done.add(threads.submit(() -> {
			start.await();
			for (int i = 0; i < 3000; i++) {
				busy.change(changes.get(i % changes.size()).apply(busy.settings()));
				ClientPlan plan = busy.plan();
				seen.add(((plan.kernels().bulkhead() != null) ? "places" : "none") + " " + plan.deadlines().usual());
			}
			return null;
		}));
		for (Future<?> each : done) {
			each.get(60, TimeUnit.SECONDS);
		}
		threads.shutdown();
		busy.change(wide.apply(busy.settings()));

		assertThat(seen).containsExactlyInAnyOrder("places PT1M1S", "places PT1M3S", "none null");
		assertThat(busy.snapshot().bulkhead()).isEqualTo(new BulkheadSnapshot(3, 0, 1000, 0, 0));
		assertThat(busy.snapshot().counters().succeeded()).isEqualTo(8000);
	}

	private void fail(int times) {
		for (int i = 0; i < times; i++) {
			this.users.upstream.replies(500);
			this.users.get();
		}
	}

	private double balance() {
		return this.users.client().snapshot().budget().balance();
	}

	/** Has no limits of its own. */
	private static final class Elsewhere implements RateLimiter {

		@Override
		public CompletionStage<RateLimitAnswer> acquire(String key, long maxWaitNanos) {
			return CompletableFuture.completedStage(RateLimitAnswer.NOW_STAGE.toCompletableFuture().join());
		}

		@Override
		public void giveBack(String key) {
		}

		@Override
		public Map<String, Long> tokens() {
			return Map.of();
		}

	}

	/** Cannot follow what it is told, once it does not want to. */
	private static final class Throwing implements RateLimiter.Adjustable {

		private final List<Integer> changes = new ArrayList<>();

		private boolean throwing;

		@Override
		public void change(RateLimitSettings settings) {
			this.changes.add(settings.all().get(0).permits());
			if (this.throwing) {
				this.throwing = false;
				throw new IllegalStateException("not now");
			}
		}

		@Override
		public CompletionStage<RateLimitAnswer> acquire(String key, long maxWaitNanos) {
			return RateLimitAnswer.NOW_STAGE;
		}

		@Override
		public void giveBack(String key) {
		}

		@Override
		public Map<String, Long> tokens() {
			return Map.of();
		}

	}

}
