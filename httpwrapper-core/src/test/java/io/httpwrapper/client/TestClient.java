package io.httpwrapper.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.httpwrapper.bucket4j.Bucket4jRateLimiter;
import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.call.CallListener;
import io.httpwrapper.call.CallOptions;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.fixture.RateLimits;
import io.httpwrapper.fixture.RecordingBreaker;
import io.httpwrapper.fixture.RecordingListener;
import io.httpwrapper.observation.AttemptObservationConvention;
import io.httpwrapper.plugin.ClientPlugin;
import io.httpwrapper.plugin.Fallback;
import io.httpwrapper.plugin.RateLimitKey;
import io.httpwrapper.plugin.TokenSource;
import io.httpwrapper.policy.BulkheadSettings;
import io.httpwrapper.policy.CircuitBreakerSettings;
import io.httpwrapper.policy.ConcurrencyLimit;
import io.httpwrapper.policy.RateLimiter;
import io.httpwrapper.policy.RateLimiterFactory;
import io.httpwrapper.policy.RetryCondition;
import io.httpwrapper.policy.RetrySettings;
import io.httpwrapper.policy.TimeoutSettings;
import io.httpwrapper.settings.AuthSettings;
import io.httpwrapper.settings.CacheSettings;
import io.httpwrapper.settings.ChaosSettings;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.settings.FallbackSettings;
import io.httpwrapper.store.CaffeineCacheStore;
import io.httpwrapper.timing.VirtualWorld;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * A client called 'users' in a virtual world, before a fake upstream.
 */
final class TestClient {

	final VirtualWorld world = new VirtualWorld();

	final FakeUpstream upstream = new FakeUpstream();

	final RecordingListener listener = new RecordingListener();

	final RecordingBreaker breaker = new RecordingBreaker();

	private final List<ClientPlugin> plugins = new ArrayList<>();

	private final List<RetryCondition> conditions = new ArrayList<>();

	private ClientSettings settings = ClientSettings.DEFAULTS;

	private @Nullable CallListener calls;

	private @Nullable Fallback fallback;

	private @Nullable TokenSource tokens;

	private boolean realBreaker;

	private @Nullable RateLimiterFactory limiterFactory;

	private @Nullable RateLimitKey limitKey;

	private CacheStore store = new CaffeineCacheStore(64_000_000);

	private ObservationRegistry observations = ObservationRegistry.NOOP;

	private @Nullable AttemptObservationConvention convention;

	private @Nullable WrappedClient client;

	TestClient timeout(String attempt, String call) {
		TimeoutSettings old = this.settings.timeout();
		return with(old.with((it) -> it.attempt(Duration.parse("PT" + attempt)).call(Duration.parse("PT" + call))));
	}

	TestClient with(TimeoutSettings timeout) {
		this.settings = this.settings.with((it) -> it.timeout(timeout));
		return this;
	}

	TestClient retry(UnaryOperator<RetrySettings> change) {
		this.settings = this.settings.with((it) -> it.retry(change.apply(this.settings.retry())));
		return this;
	}

	TestClient with(CircuitBreakerSettings circuitBreaker) {
		this.settings = this.settings.with((it) -> it.circuitBreaker(circuitBreaker));
		this.realBreaker = true;
		return this;
	}

	TestClient bulkhead(int places, int maxWaiting, String maxWait) {
		return with(places(places, maxWaiting, maxWait));
	}

	static BulkheadSettings places(int places, int maxWaiting, String maxWait) {
		return BulkheadSettings.DEFAULTS.with((it) -> it.maxConcurrent(ConcurrencyLimit.of(places))
			.maxWaiting(maxWaiting)
			.maxWait(Duration.parse("PT" + maxWait)));
	}

	TestClient with(BulkheadSettings bulkhead) {
		this.settings = this.settings.with((it) -> it.bulkhead(bulkhead));
		return this;
	}

	TestClient with(RateLimits rateLimit) {
		this.settings = this.settings.with((it) -> it.rateLimit(rateLimit.settings()));
		return this;
	}

	TestClient with(ChaosSettings chaos) {
		this.settings = this.settings.with((it) -> it.chaos(chaos));
		return this;
	}

	TestClient with(FallbackSettings fallback) {
		this.settings = this.settings.with((it) -> it.fallback(fallback));
		return this;
	}

	TestClient with(AuthSettings auth) {
		this.settings = this.settings.with((it) -> it.auth(auth));
		return this;
	}

	TestClient baseUrl(String url) {
		ClientSettings old = this.settings;
		this.settings = old.with((it) -> it.baseUrl(URI.create(url)));
		return this;
	}

	TestClient tokens(TokenSource tokens) {
		this.tokens = tokens;
		return this;
	}

	TestClient fallback(Fallback fallback) {
		this.fallback = fallback;
		return this;
	}

	TestClient withoutRetry() {
		return retry((old) -> old.with((it) -> it.enabled(false)));
	}

	/** Breakers that open after so many. */
	TestClient failuresInARow(int failures) {
		CircuitBreakerSettings old = CircuitBreakerSettings.DEFAULTS;
		return with(old.with((it) -> it.enabled(true).failureThreshold(failures)));
	}

	TestClient cache() {
		return cache((settings) -> settings);
	}

	TestClient cache(UnaryOperator<CacheSettings> change) {
		CacheSettings enabled = change.apply(CacheSettingsFixture.enabled());
		this.settings = this.settings.with((it) -> it.cache(enabled));
		return this;
	}

	/** Calls, as {@code WebClient} does it. */
	TestClient observe(ObservationRegistry observations) {
		this.observations = observations;
		return this;
	}

	/** Attempts as well. */
	TestClient observeAttempts(ObservationRegistry observations) {
		this.settings = observed(this.settings, true);
		return observe(observations);
	}

	static ClientSettings observed(ClientSettings old, boolean attempts) {
		return old.with((all) -> all.observation((it) -> it.attempts(attempts)));
	}

	TestClient convention(AttemptObservationConvention convention) {
		this.convention = convention;
		return this;
	}

	TestClient store(CacheStore store) {
		this.store = store;
		return this;
	}

	TestClient limiter(RateLimiter limiter) {
		this.limiterFactory = (client, settings) -> limiter;
		return this;
	}

	TestClient limitKey(RateLimitKey limitKey) {
		this.limitKey = limitKey;
		return this;
	}

	TestClient plugin(ClientPlugin plugin) {
		this.plugins.add(plugin);
		return this;
	}

	TestClient condition(RetryCondition condition) {
		this.conditions.add(condition);
		return this;
	}

	TestClient calls(CallListener calls) {
		this.calls = calls;
		return this;
	}

	WrappedClient client() {
		if (this.client == null) {
			WrappedClientBuilder builder = WrappedClient.named("users", this.settings);
			if (this.calls != null) {
				builder.calls(this.calls);
			}
			this.client = builder.time(this.world.timeAndChance())
				.listeners(List.of(this.listener))
				.breakerFactory(this.realBreaker ? null : this.breaker)
				.limiterFactory((this.limiterFactory != null) ? this.limiterFactory
						: Bucket4jRateLimiter.factory(this.world.timeAndChance().nanoTime()))
				.limitKey(this.limitKey)
				.cacheStore(this.store)
				.fallback(this.fallback)
				.tokens(this.tokens)
				.observations(this.observations, this.convention)
				.plugins(this.plugins)
				.conditions(this.conditions)
				.build();
		}
		return this.client;
	}

	WebClient webClient() {
		return WebClient.builder()
			.baseUrl("http://users.internal")
			.exchangeFunction(this.upstream)
			.observationRegistry(this.observations)
			.filter(client().pipeline())
			.build();
	}

	Call get() {
		return send(webClient().get().uri("/users/1"));
	}

	Call get(CallOptions options) {
		return send(webClient().get().uri("/users/1").attributes(options));
	}

	Call post() {
		return send(webClient().method(HttpMethod.POST).uri("/users").bodyValue("Ada"));
	}

	/** Sends and reads the body to its end. */
	Call send(WebClient.RequestHeadersSpec<?> request) {
		return new Call(request.exchangeToMono((response) -> response.toEntity(String.class)));
	}

	/** Sends and hands the response on with its body unread. */
	HeadCall head(WebClient.RequestHeadersSpec<?> request) {
		return new HeadCall(request);
	}

	void advance(Duration duration) {
		this.world.advance(duration);
	}

	/** A call under way or over. */
	static final class Call {

		private @Nullable ResponseEntity<String> response;

		private @Nullable Throwable error;

		private final Disposable subscription;

		Call(Mono<ResponseEntity<String>> call) {
			this.subscription = call.subscribe((response) -> this.response = response, (error) -> this.error = error);
		}

		boolean isOver() {
			return this.response != null || this.error != null;
		}

		int status() {
			if (this.error != null) {
				throw new AssertionError("the call failed", this.error);
			}
			return Objects.requireNonNull(this.response, "the call is not over").getStatusCode().value();
		}

		String header(String name) {
			return String.join(" | ", Objects.requireNonNull(this.response).getHeaders().getOrEmpty(name));
		}

		String body() {
			return Objects.requireNonNull(Objects.requireNonNull(this.response).getBody());
		}

		Throwable error() {
			return Objects.requireNonNull(this.error, "the call has not failed");
		}

		void cancel() {
			this.subscription.dispose();
		}

	}

	/** A call whose response is at hand and whose body is the test's to read. */
	static final class HeadCall {

		private @Nullable ClientResponse response;

		HeadCall(WebClient.RequestHeadersSpec<?> request) {
			request.exchangeToMono((response) -> {
				this.response = response;
				return Mono.never();
			}).subscribe();
		}

		ClientResponse response() {
			return Objects.requireNonNull(this.response, "no response head yet");
		}

	}

}
