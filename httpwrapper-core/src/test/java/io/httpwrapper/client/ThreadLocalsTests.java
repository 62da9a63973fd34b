package io.httpwrapper.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.httpwrapper.cache.CacheStatistics;
import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.cache.StoreChange;
import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.cache.StoreTerms;
import io.httpwrapper.cache.StoredVariants;
import io.httpwrapper.call.CallOptions;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.fixture.RateLimits;
import io.httpwrapper.fixture.Traces;
import io.httpwrapper.plugin.ClientPlugin;
import io.httpwrapper.store.CaffeineCacheStore;
import io.micrometer.context.ContextRegistry;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is on the thread where a call goes on, with Reactor's automatic context
 * propagation: the call's own, whoever the thread belonged to.
 */
class ThreadLocalsTests {

	private static final String KEY = "user";

	private static final ThreadLocal<String> USER = new ThreadLocal<>();

	private static final String MINUTE = "Cache-Control: max-age=60";

	private final Traces traces = new Traces();

	private final TestClient test = new TestClient();

	private final FakeUpstream upstream = this.test.upstream;

	/** Who was on the thread, each time that somebody looked. */
	private final List<String> seen = new ArrayList<>();

	@BeforeEach
	void propagate() {
		ContextRegistry.getInstance().registerThreadLocalAccessor(KEY, USER);
		Hooks.enableAutomaticContextPropagation();
	}

	@AfterEach
	void stop() {
		Hooks.disableAutomaticContextPropagation();
		ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
		USER.remove();
	}

	@Test
	void attemptAfterAPauseHasItsCallsOwn() {
		this.test.plugin(looking());
		this.upstream.replies(503).replies(200);

		call("ada");
		as("eve", () -> this.test.advance(Duration.ofSeconds(1)));

		assertThat(this.seen).containsExactly("ada", "ada");
	}

	@Test
	void attemptThatWaitedForAPlaceHasItsCallsOwn() {
		this.test.bulkhead(1, 1, "10s").plugin(looking());
		this.test.listener.onEach(EventType.ATTEMPT_COMPLETED, this::look);
		this.upstream.repliesWith(200, Flux.never()).replies(200);
		Disposable first = call("eve");
		call("ada");
		this.seen.clear();

		as("eve", first::dispose);

		assertThat(this.seen).containsExactly("ada", "ada");
	}

	@Test
	void attemptThatWaitedForATokenHasItsCallsOwn() {
		this.test.with(RateLimits.of(1, Duration.ofSeconds(1)).maxWait(Duration.ofSeconds(10))).plugin(looking());
		this.upstream.replies(200);
		call("eve");
		call("ada");

		as("eve", () -> this.test.advance(Duration.ofSeconds(2)));

		assertThat(this.seen).containsExactly("eve", "ada");
	}

	@Test
	void attemptOfACallThatHasNothingSeesNothingOfAnothers() {
		this.test.bulkhead(1, 1, "10s").plugin(looking());
		this.upstream.repliesWith(200, Flux.never()).replies(200);
		Disposable first = call("eve");
		this.test.get();
		this.seen.clear();

		as("eve", first::dispose);

		assertThat(this.seen).containsExactly("nobody");
	}

	@Test
	void callThatTakesTooLongEndsWithItsOwn() {
		this.test.timeout("10S", "5S").listener.onEach(EventType.CALL_FAILED, this::look);
		this.upstream.hangs();
		this.test.webClient()
			.get()
			.uri("/users/1")
			.retrieve()
			.toBodilessEntity()
			.doOnError((error) -> look())
			.contextWrite((context) -> context.put(KEY, "ada"))
			.subscribe((response) -> {
			}, (error) -> {
			});

		as("eve", () -> this.test.advance(Duration.ofSeconds(6)));

		assertThat(this.seen).containsExactly("ada", "ada");
	}

	@Test
	void callThatWaitedForAnothersAnswerHasItsOwn() {
		this.test.cache();
		this.test.listener.onEach(EventType.CALL_SUCCEEDED, this::look);
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		call("eve");
		call("ada");

		as("eve",
				() -> answer.tryEmitValue(this.upstream.response(200, Flux.just(FakeUpstream.buffer("Ada")), MINUTE)));

		assertThat(this.seen).containsExactly("eve", "ada");
	}

	@Test
	void callThatWaitedForAnothersFailureHasItsOwn() {
		this.test.cache().withoutRetry();
		this.test.listener.onEach(EventType.CALL_FAILED, this::look);
		Sinks.One<ClientResponse> first = this.upstream.repliesLater();
		Sinks.One<ClientResponse> second = this.upstream.repliesLater();
		List.of("eve", "ada", "bob").forEach(this::call);

		as("eve", () -> first.tryEmitError(new IOException("reset")));
		as("ada", () -> second.tryEmitError(new IOException("reset")));

		assertThat(this.seen).containsExactly("eve", "ada", "bob");
	}

	@Test
	void callThatFindsAfterAnothersFailureWhatIsStoredByNowHasItsOwn() {
		this.test.cache().withoutRetry();
		Sinks.One<ClientResponse> first = this.upstream.repliesLater();
		this.upstream.repliesText(200, "Ada", MINUTE);
		List.of("eve", "ada", "bob").forEach(this::call);
		this.test.get(CallOptions.none().refreshCache());
		this.test.listener.onEach(EventType.CACHE_ANSWERED, this::look);

		as("eve", () -> first.tryEmitError(new IOException("reset")));

		assertThat(this.upstream.requests()).hasSize(2);
		assertThat(this.seen).containsExactly("ada", "bob");
	}

	@Test
	void callThatIsContentWithAStaleResponseHasItsOwn() {
		this.test.withoutRetry()
			.cache((settings) -> CacheSettingsFixture.staleIfError(settings, Duration.ofMinutes(10)));
		this.upstream.repliesText(200, "old", MINUTE);
		Sinks.One<ClientResponse> error = this.upstream.repliesLater();
		Sinks.One<ClientResponse> refusal = this.upstream.repliesLater();
		call("eve");
		this.test.advance(Duration.ofSeconds(61));
		this.test.listener.onEach(EventType.CACHE_ANSWERED, this::look);

		List.of("eve", "ada").forEach(this::call);
		as("eve", () -> error.tryEmitError(new IOException("reset")));
		List.of("eve", "ada").forEach(this::call);
		as("eve", () -> refusal.tryEmitValue(this.upstream.response(503, Flux.empty())));

		assertThat(this.upstream.requests()).hasSize(3);
		assertThat(this.seen).containsExactly("eve", "ada", "eve", "ada");
	}

	@Test
	void callThatWaitedForTheStoreHasItsOwn() {
		SlowStore store = new SlowStore();
		this.test.cache().store(store);
		this.test.listener.onEach(EventType.CACHE_ANSWERED, this::look);
		this.upstream.replies(204).repliesText(200, "Ada", "Cache-Control: no-cache", "ETag: \"1\"").replies(304);

		call(HttpMethod.DELETE, "ada");
		as("eve", store::answer);
		call("ada");
		as("eve", store::answer);
		as("ada", store::answer);
		call("ada");
		as("eve", store::answer);
		as("eve", store::answer);

		assertThat(this.seen).containsExactly("ada", "ada", "ada");
	}

	@Test
	void renewalInTheBackgroundHasNobodys() {
		this.test.cache().plugin(looking());
		this.upstream.repliesText(200, "old", MINUTE + ", stale-while-revalidate=30");
		call("ada");
		this.test.advance(Duration.ofSeconds(61));

		as("eve", () -> {
			call("ada");
			this.test.advance(Duration.ofSeconds(1));
		});

		assertThat(this.seen).containsExactly("ada", "nobody");
	}

	@Test
	void pluginsAroundAttemptsHaveTheAttemptsTrace() {
		List<String> current = new ArrayList<>();
		this.test.observeAttempts(this.traces.registry()).plugin(new ClientPlugin() {

			@Override
			public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
				current.add(ThreadLocalsTests.this.traces.current());
				return next.exchange(request);
			}

		});
		this.upstream.replies(503).replies(200);

		call("ada");
		this.test.advance(Duration.ofSeconds(1));

		assertThat(current)
			.containsExactlyElementsOf(this.traces.spans("attempt get").stream().map(SpanData::getSpanId).toList());
		assertThat(this.traces.current()).isEmpty();
	}

	@Test
	void nothingIsRestoredUnlessReactorDoesIt() {
		Hooks.disableAutomaticContextPropagation();
		this.test.plugin(looking());
		this.upstream.replies(200);

		as("eve", () -> call("ada"));

		assertThat(this.seen).containsExactly("eve");
	}

	/** A call of somebody, whose Reactor context says so. */
	private Disposable call(String user) {
		return call(HttpMethod.GET, user);
	}

	private Disposable call(HttpMethod method, String user) {
		return this.test.webClient()
			.method(method)
			.uri("/users/1")
			.retrieve()
			.toEntity(String.class)
			.contextWrite((context) -> context.put(KEY, user))
			.subscribe((response) -> {
			}, (error) -> {
			});
	}

	private ClientPlugin looking() {
		return new ClientPlugin() {

			@Override
			public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
				look();
				return next.exchange(request);
			}

		};
	}

	private void look() {
		this.seen.add((USER.get() != null) ? USER.get() : "nobody");
	}

	private static void as(String user, Runnable action) {
		USER.set(user);
		action.run();
		assertThat(USER.get()).isEqualTo(user);
		USER.remove();
	}

	/** Answers on the thread of whoever has it do so. */
	private static final class SlowStore implements CacheStore {

		private final CacheStore quick = new CaffeineCacheStore(1_000_000);

		private final Queue<Runnable> answers = new ArrayDeque<>();

		private <T> CompletionStage<T> later(Supplier<CompletionStage<T>> question) {
			CompletableFuture<T> answer = new CompletableFuture<>();
			this.answers.add(() -> question.get().thenAccept(answer::complete));
			return answer;
		}

		void answer() {
			this.answers.remove().run();
		}

		@Override
		public CompletionStage<StoredVariants> get(StoreKey key) {
			return later(() -> this.quick.get(key));
		}

		@Override
		public CompletionStage<Boolean> change(StoreKey key, StoreChange change, StoreTerms terms) {
			return later(() -> this.quick.change(key, change, terms));
		}

		@Override
		public CompletionStage<Long> delete(String client, String uri) {
			return later(() -> this.quick.delete(client, uri));
		}

		@Override
		public CompletionStage<Long> deleteByPrefix(String client, String prefix) {
			return later(() -> this.quick.deleteByPrefix(client, prefix));
		}

		@Override
		public CompletionStage<Long> deleteByTag(String client, String tag) {
			return later(() -> this.quick.deleteByTag(client, tag));
		}

		@Override
		public CompletionStage<List<String>> uris(String client, int limit) {
			return later(() -> this.quick.uris(client, limit));
		}

		@Override
		public CompletionStage<CacheStatistics> statistics() {
			return this.quick.statistics();
		}

	}

}
