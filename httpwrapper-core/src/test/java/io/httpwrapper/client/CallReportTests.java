package io.httpwrapper.client;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Random;
import java.util.Set;

import io.httpwrapper.call.CallListener;
import io.httpwrapper.call.CallOptions;
import io.httpwrapper.call.CallReport;
import io.httpwrapper.call.RecentCalls;
import io.httpwrapper.error.BulkheadFullException;
import io.httpwrapper.event.CallOutcome;
import io.httpwrapper.event.CallTimes;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.fixture.RateLimits;
import io.httpwrapper.policy.Jitter;
import io.httpwrapper.policy.RetrySettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

class CallReportTests {

	private final RecentCalls calls = new RecentCalls(3, 0, new Random(1));

	private TestClient users;

	@BeforeEach
	void client() {
		this.users = new TestClient().calls(this.calls)
			.retry((old) -> old.with((it) -> it.enabled(true).jitter(Jitter.NONE)));
	}

	@Test
	void repeatedCallTellsWhyAndAfterWhichPause() {
		this.users.upstream.replies(503).fails(new ConnectException("refused")).replies(200);

		this.users.get();
		this.users.advance(Duration.ofMillis(150));

		assertThat(this.calls.others()).singleElement().satisfies((call) -> {
			assertThat(call.failed()).isFalse();
			assertThat(call.target()).isEqualTo("GET users.internal/users/1");
			assertThat(call.explanation()).containsExactly(
					"attempt 1: status 503; repeated after 50 ms because of status",
					"attempt 2: ConnectException: refused; repeated after 100 ms because of not-sent",
					"got 200 after 3 attempts in 150 ms");
		});
		assertThat(this.calls.failed()).isEmpty();
	}

	@Test
	void callThatIsNotRepeatedTellsWhyNot() {
		this.users.upstream.replies(503);

		this.users.post();

		assertThat(this.calls.failed()).singleElement()
			.satisfies((call) -> assertThat(call.explanation())
				.containsExactly("attempt 1: status 503; not repeated: method", "got 503 after 1 attempt in 0 ms"));
	}

	@Test
	void messageOfAnErrorThatQuotesTheAddressIsToldWithoutItsQuery() {
		this.users.upstream.fails(new IllegalArgumentException("unsupported URI http://my_host/x?token=hush"));

		this.users.post();

		assertThat(this.calls.failed()).singleElement()
			.satisfies((call) -> assertThat(call.explanation()).first()
				.asString()
				.startsWith("attempt 1: IllegalArgumentException: unsupported URI http://my_host/x?******;"));
	}

	@Test
	void refusedCallTellsByWhat() {
		this.users.failuresInARow(1).withoutRetry();
		this.users.upstream.replies(500);
		this.users.get();

		this.users.get();

		assertThat(this.calls.failed()).hasSize(1);
		assertThat(this.calls.refused()).singleElement().satisfies((call) -> {
			assertThat(call.explanation()).first()
				.asString()
				.startsWith("attempt 1: not sent, circuit-open: Client 'users' did not send GET")
				.contains("1 failure");
			assertThat(call.explanation()).last().isEqualTo("failed after 1 attempt in 0 ms");
		});
	}

	@Test
	void callThatWaitedBeforeItWasRefusedIsOneOfTheRefused() {
		this.users.bulkhead(1, 0, "1S").with(RateLimits.of(1, Duration.ofSeconds(1)).burst(1));
		this.users.upstream.repliesWith(200, Flux.never());
		this.users.get();

		this.users.get();
		this.users.advance(Duration.ofSeconds(1));

		assertThat(this.calls.failed()).isEmpty();
		assertThat(this.calls.refused()).singleElement()
			.satisfies((call) -> assertThat(call.explanation()).first().asString().startsWith("attempt 1: waited"));
	}

	@Test
	void callThatWasSentAfterARefusalIsNoneOfTheRefused() {
		this.users.bulkhead(1, 0, "1S").retry(CallReportTests::refusalsToo);
		this.users.upstream.repliesWith(200, Flux.never()).replies(503);
		TestClient.Call first = this.users.get();
		this.users.get();
		first.cancel();

		this.users.advance(Duration.ofSeconds(1));

		assertThat(this.calls.refused()).isEmpty();
		assertThat(this.calls.failed()).singleElement()
			.satisfies(
					(call) -> assertThat(call.explanation()).last().asString().startsWith("got 503 after 3 attempts"));
	}

	@Test
	void waitIsTold() {
		this.users.bulkhead(1, 1, "5S");
		this.users.upstream.repliesWith(200, Flux.never()).replies(200);
		TestClient.Call first = this.users.get();
		this.users.get();

		this.users.advance(Duration.ofMillis(30));
		first.cancel();

		assertThat(this.calls.others()).singleElement()
			.satisfies(
					(call) -> assertThat(call.explanation()).first().isEqualTo("attempt 1: waited 30 ms for bulkhead"));
	}

	@Test
	void bodyThatBreaksAfterTheEndIsReportedOnce() {
		Flux<DataBuffer> broken = Flux.just(FakeUpstream.buffer("half"))
			.concatWith(Flux.error(new IOException("reset")));
		this.users.upstream.repliesWith(200, broken);

		this.users.get();

		assertThat(this.calls.failed()).singleElement()
			.satisfies((call) -> assertThat(call.explanation())
				.containsExactly("attempt 1: the body broke after 0 ms: IOException: reset"));
	}

	@Test
	void answersOutOfTheCacheAreTold() {
		this.users.cache();
		this.users.upstream.repliesText(200, "Ada", "Cache-Control: max-age=1, stale-if-error=60").replies(503);
		this.users.get();
		this.users.advance(Duration.ofSeconds(2));

		this.users.get(CallOptions.none().noRetry());

		assertThat(this.calls.others()).singleElement()
			.satisfies((call) -> assertThat(call.explanation()).contains("cache: stale-if-error"));
	}

	@Test
	void targetIsTheTemplateWithoutQuery() {
		this.users.upstream.replies(503);

		this.users.send(this.users.webClient()
			.method(HttpMethod.POST)
			.uri("/users/{id}?token={token}", "secret-1", "secret-2"));

		assertThat(this.calls.failed()).singleElement()
			.satisfies((call) -> assertThat(call.target()).isEqualTo("POST users.internal/users/{id}"));
		assertThat(this.calls.failed().get(0).toString()).doesNotContain("secret");
	}

	@Test
	void plainCallsAreReportedOnlyAsASample() {
		RecentCalls all = new RecentCalls(3, 1, new Random(1));
		TestClient sampled = new TestClient().calls(all);
		sampled.upstream.replies(200).replies(200);
		this.users.upstream.replies(200);

		sampled.get();
		this.users.get();

		assertThat(all.others()).singleElement()
			.satisfies((call) -> assertThat(call.explanation()).containsExactly("got 200 after 1 attempt in 0 ms"));
		assertThat(this.calls.others()).isEmpty();
	}

	@Test
	void newestAreKeptAndFoundByTheirNumber() {
		for (int i = 0; i < 5; i++) {
			this.users.upstream.replies(503);
			this.users.post();
		}

		assertThat(this.calls.failed()).extracting(CallReport::id).containsExactly(5L, 4L, 3L);
		assertThat(this.calls.find(4)).isPresent();
		assertThat(this.calls.find(1)).isEmpty();
	}

	@Test
	void failuresAreNotPushedOutByOthers() {
		this.users.upstream.replies(503);
		this.users.post();
		assertThat(this.calls.failed()).hasSize(1);
		for (int i = 0; i < 5; i++) {
			this.users.upstream.replies(503).replies(200);
			this.users.get();
			this.users.advance(Duration.ofMillis(200));
		}

		assertThat(this.calls.failed()).hasSize(1);
		assertThat(this.calls.others()).hasSize(3);
	}

	private static CallListener throwing(Runnable bug) {
		return new CallListener() {

			@Override
			public boolean wantsPlain() {
				bug.run();
				return false;
			}

			@Override
			public void onCall(CallReport report) {
				bug.run();
			}

		};
	}

	@Test
	void listenerThatThrowsHarmsNoCall() {
		TestClient client = new TestClient().calls(throwing(() -> {
			throw new IllegalStateException("bug");
		}));
		client.upstream.replies(200).replies(503).repliesWith(200, Flux.error(new IOException("reset")));

		assertThat(client.get().status()).isEqualTo(200);
		assertThat(client.post().status()).isEqualTo(503);
		assertThat(client.get().error()).hasStackTraceContaining("reset");
		assertThat(client.breaker.heard()).containsExactly("SUCCESS", "release", "FAILURE", "release", "SUCCESS",
				"body-failed", "release");
		assertThat(client.client().snapshot().counters().inFlight()).isZero();
	}

	@Test
	void listenersThatLackALibraryHarmNoCall() {
		TestClient client = new TestClient().calls(throwing(() -> {
			throw new NoClassDefFoundError("bug");
		}));
		client.client().listen(new BrokenListener());
		client.upstream.replies(200).replies(503).repliesWith(200, Flux.error(new IOException("reset")));

		assertThat(client.get().status()).isEqualTo(200);
		assertThat(client.post().status()).isEqualTo(503);
		assertThat(client.get().error()).hasStackTraceContaining("reset");
		assertThat(client.breaker.heard()).containsExactly("SUCCESS", "release", "FAILURE", "release", "SUCCESS",
				"body-failed", "release");
		assertThat(client.client().snapshot().counters().inFlight()).isZero();
	}

	@Test
	void nothingIsKeptWithoutCapacity() {
		RecentCalls none = new RecentCalls(0, 1, new Random(1));
		TestClient client = new TestClient().calls(none);
		client.upstream.replies(503);

		client.post();

		assertThat(none.failed()).isEmpty();
		assertThat(none.wantsPlain()).isFalse();
	}

	private static RetrySettings refusalsToo(RetrySettings old) {
		return old.with(
				(it) -> it.enabled(true).jitter(Jitter.NONE).exceptions(Set.of(BulkheadFullException.class.getName())));
	}

	private static final class BrokenListener implements ClientEventListener, CallTimes {

		@Override
		public void onEvent(ClientEvent event) {
			throw new NoClassDefFoundError("bug");
		}

		@Override
		public CallTimes times(String client) {
			return this;
		}

		@Override
		public void called(CallOutcome outcome, long nanos) {
			throw new NoClassDefFoundError("bug");
		}

		@Override
		public void attempted(String verdict, long nanos) {
			throw new NoClassDefFoundError("bug");
		}

		@Override
		public void bodyEnded(long nanos) {
			throw new NoClassDefFoundError("bug");
		}

	}

}
