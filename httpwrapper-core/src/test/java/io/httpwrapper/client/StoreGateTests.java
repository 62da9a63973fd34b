package io.httpwrapper.client;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.httpwrapper.cache.CacheStatistics;
import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.cache.StoreChange;
import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.cache.StoreTerms;
import io.httpwrapper.cache.StoredVariants;
import io.httpwrapper.call.CallOptions;
import io.httpwrapper.client.TestClient.Call;
import io.httpwrapper.error.DeadlineExceededException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.policy.StoreUnavailableException;
import io.httpwrapper.store.CaffeineCacheStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What a store that is slow or dead does to calls: nothing but that they are not answered
 * from it.
 */
class StoreGateTests {

	private static final String MINUTE = "Cache-Control: max-age=60";

	private final TroubledStore store = new TroubledStore();

	private final TestClient test = new TestClient().timeout("60S", "60S").cache().store(this.store);

	@Test
	void slowStoreIsWaitedForUntilItsTimeout() {
		this.test.upstream.repliesText(200, "Ada", MINUTE);
		this.store.trouble = new CompletableFuture<>();

		Call call = this.test.get();
		this.test.advance(Duration.ofMillis(249));
		assertThat(this.test.upstream.requests()).isEmpty();
		this.test.advance(Duration.ofMillis(2));

		assertThat(call.body()).isEqualTo("Ada");
		assertThat(call.header("Cache-Status")).isEqualTo("users; fwd=uri-miss; fwd-status=200");
		assertThat(asked()).extracting(ClientEvent::key, ClientEvent::reason)
			.containsExactly(tuple("cache", "timeout"));
		assertThat(this.test.world.timer().armed()).isZero();
	}

	@Test
	void answerInTimeIsUsed() {
		this.test.upstream.repliesText(200, "Ada", MINUTE);
		this.test.get();
		CompletableFuture<Object> later = new CompletableFuture<>();
		this.store.trouble = later;

		Call call = this.test.get();
		this.test.advance(Duration.ofMillis(200));
		this.store.trouble = null;
		later.complete(this.store.healthy.get(this.store.lastKey).toCompletableFuture().join());

		assertThat(call.header("Cache-Status")).contains("hit");
		assertThat(asked()).isEmpty();
		assertThat(this.test.world.timer().armed()).isZero();
	}

	@Test
	void callerMayLeaveWhileTheStoreIsAsked() {
		this.store.trouble = new CompletableFuture<>();
		Call call = this.test.get();

		call.cancel();
		this.test.advance(Duration.ofSeconds(1));

		assertThat(this.test.upstream.requests()).isEmpty();
		assertThat(this.test.world.timer().armed()).isZero();
	}

	@Test
	void callsOwnDeadlineEndsItsWaitForTheStore() {
		this.test.upstream.repliesText(200, "Ada", MINUTE);
		this.store.trouble = new CompletableFuture<>();

		Call hasty = this.test.get(CallOptions.none().deadline(Duration.ofMillis(100)));
		Call patient = this.test.get();
		this.test.advance(Duration.ofMillis(101));

		assertThat(hasty.error()).isInstanceOf(DeadlineExceededException.class).hasMessageContaining("100 ms");
		assertThat(patient.isOver()).isFalse();
		this.test.advance(Duration.ofMillis(151));
		assertThat(patient.body()).isEqualTo("Ada");
		assertThat(this.test.upstream.requests()).hasSize(1);
		assertThat(this.test.world.timer().armed()).isZero();
	}

	@Test
	void deadlineEndsAlsoTheSecondWaitOfWhoLeadsNow() {
		this.test.withoutRetry();
		Sinks.One<ClientResponse> failing = this.test.upstream.repliesLater();
		this.test.upstream.repliesText(200, "Ada", MINUTE);
		this.test.get();
		Call hasty = this.test.get(CallOptions.none().deadline(Duration.ofMillis(100)));
		Call patient = this.test.get();
		this.test.send(this.test.webClient().get().uri("/users/2"));
		this.store.trouble = new CompletableFuture<>();

		failing.tryEmitError(new IOException("reset"));
		this.test.advance(Duration.ofMillis(101));

		assertThat(hasty.error()).isInstanceOf(DeadlineExceededException.class).hasMessageContaining("100 ms");
		this.store.trouble = null;
		this.test.advance(Duration.ofMillis(150));
		assertThat(patient.body()).isEqualTo("Ada");
		assertThat(this.test.world.timer().armed()).isZero();
	}

	@Test
	void failingStoreIsAMissAndNeverAFailedCall() {
		this.test.upstream.repliesText(200, "Ada", MINUTE);
		this.store.trouble = CompletableFuture.failedFuture(new IOException("no route"));

		assertThat(this.test.get().body()).isEqualTo("Ada");
		assertThat(this.test.get().body()).isEqualTo("Ada");
		assertThat(asked()).extracting(ClientEvent::error).hasOnlyElementsOfType(IOException.class);
	}

	@Test
	void storeThatTellsOfItsOutageItselfIsNotToldOfTwice() {
		this.test.upstream.repliesText(200, "Ada", MINUTE);
		this.store.trouble = CompletableFuture.failedFuture(new StoreUnavailableException("away", null));

		for (int i = 0; i < 5; i++) {
			assertThat(this.test.get().body()).isEqualTo("Ada");
		}
		assertThat(asked()).isEmpty();
		assertThat(this.test.listener.of(EventType.STORE_CHANGED)).isEmpty();
	}

	@Test
	void storeThatThrowsIsAMiss() {
		this.test.upstream.repliesText(200, "Ada", MINUTE);
		this.store.broken = true;

		assertThat(this.test.get().body()).isEqualTo("Ada");
	}

	@ParameterizedTest
	@EnumSource
	void storeThatBreaksItsContractIsAFailedOneAtEachQuestion(Breach breach) {
		this.test.upstream.repliesText(200, "Ada", MINUTE).replies(204);
		this.store.breach = breach;

		Call read = this.test.get();
		Call written = this.test.send(this.test.webClient().delete().uri("/users/1"));

		assertThat(read.body()).isEqualTo("Ada");
		assertThat(written.status()).isEqualTo(204);
		assertThat(this.test.client().snapshot().cache().store()).isEqualTo(CacheStatistics.UNKNOWN);
		assertThat(asked()).hasSizeGreaterThan(1).extracting(ClientEvent::reason).containsOnly("error");
		assertThat(this.test.world.timer().armed()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void whatCannotBeStoredAgainstTheContractIsServedAllTheSame(Breach breach) {
		this.test.upstream.repliesText(200, "Ada", MINUTE);
		this.store.breachOfChanges = breach;

		assertThat(this.test.get().body()).isEqualTo("Ada");
		assertThat(asked()).extracting(ClientEvent::reason).containsExactly("error");
		assertThat(this.test.client().plan().kernels().cache().state().fetching()).isZero();
	}

	@Test
	void answerThatIsNothingIsAFailureAlsoIfItComesLater() {
		this.test.upstream.repliesText(200, "Ada", MINUTE);
		this.store.trouble = new CompletableFuture<>();
		CompletableFuture<Object> later = this.store.trouble;
		Call call = this.test.get();

		this.store.trouble = null;
		later.complete(null);

		assertThat(call.body()).isEqualTo("Ada");
		assertThat(asked()).extracting(ClientEvent::reason).containsExactly("error");
		assertThat(this.test.world.timer().armed()).isZero();
	}

	@Test
	void deadStoreIsLeftAloneForAWhileAndToldOnce() {
		this.test.upstream.repliesText(200, "Ada", MINUTE);
		this.store.trouble = CompletableFuture.failedFuture(new IOException("no route"));
		for (int i = 0; i < 20; i++) {
			this.test.get();
		}
		assertThat(this.store.questions).isEqualTo(3);

		this.test.advance(Duration.ofSeconds(1));
		this.store.trouble = null;
		this.test.get();
		assertThat(this.test.get().header("Cache-Status")).contains("hit");

		assertThat(this.test.listener.of(EventType.STORE_CHANGED)).extracting(ClientEvent::to)
			.containsExactly("unavailable", "available");
	}

	@Test
	void whatCouldNotBeStoredIsServedAllTheSame() {
		this.test.upstream.repliesText(200, "Ada", MINUTE);
		this.store.changesFail = true;

		assertThat(this.test.get().body()).isEqualTo("Ada");
		assertThat(this.test.get().body()).isEqualTo("Ada");
		assertThat(this.test.upstream.requests()).hasSize(2);
	}

	private List<ClientEvent> asked() {
		return this.test.listener.of(EventType.STORE_ASKED);
	}

	/** What no store may do. */
	private enum Breach {

		NULL_FOR_AN_ANSWER {

			@Override
			<T> CompletionStage<T> commit() {
				return CompletableFuture.completedFuture(null);
			}

		},

		NULL_FOR_A_STAGE {

			@Override
			@SuppressWarnings("NullAway")
			<T> CompletionStage<T> commit() {
				return null;
			}

		},

		ERROR {

			@Override
			<T> CompletionStage<T> commit() {
				throw new AssertionError("broken");
			}

		};

		abstract <T> CompletionStage<T> commit();

	}

	/** A good store behind a bad line. */
	private static final class TroubledStore implements CacheStore {

		private final CacheStore healthy = new CaffeineCacheStore(1_000_000);

		private CompletableFuture<Object> trouble;

		private boolean broken;

		private boolean changesFail;

		private @Nullable Breach breach;

		private @Nullable Breach breachOfChanges;

		private int questions;

		private StoreKey lastKey;

		@SuppressWarnings("unchecked")
		private <T> CompletionStage<T> through(CompletionStage<T> answer) {
			this.questions++;
			if (this.breach != null) {
				return this.breach.commit();
			}
			if (this.broken) {
				throw new IllegalStateException("broken");
			}
			return (this.trouble != null) ? (CompletionStage<T>) this.trouble : answer;
		}

		@Override
		public CompletionStage<StoredVariants> get(StoreKey key) {
			this.lastKey = key;
			return through(this.healthy.get(key));
		}

		@Override
		public CompletionStage<Boolean> change(StoreKey key, StoreChange change, StoreTerms terms) {
			if (this.breachOfChanges != null) {
				return this.breachOfChanges.commit();
			}
			return this.changesFail ? CompletableFuture.failedFuture(new IOException("full"))
					: through(this.healthy.change(key, change, terms));
		}

		@Override
		public CompletionStage<Long> delete(String client, String uri) {
			return through(this.healthy.delete(client, uri));
		}

		@Override
		public CompletionStage<Long> deleteByPrefix(String client, String prefix) {
			return through(this.healthy.deleteByPrefix(client, prefix));
		}

		@Override
		public CompletionStage<Long> deleteByTag(String client, String tag) {
			return through(this.healthy.deleteByTag(client, tag));
		}

		@Override
		public CompletionStage<List<String>> uris(String client, int limit) {
			return through(this.healthy.uris(client, limit));
		}

		@Override
		public CompletionStage<CacheStatistics> statistics() {
			return through(this.healthy.statistics());
		}

	}

}
