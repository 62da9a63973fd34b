package io.httpwrapper.client;

import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.httpwrapper.cache.CacheCredentials;
import io.httpwrapper.call.CallOptions;
import io.httpwrapper.call.ClientSnapshot;
import io.httpwrapper.client.TestClient.Call;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.fixture.RateLimits;
import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.plugin.ClientPlugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CacheFilterTests {

	private static final String MINUTE = "Cache-Control: max-age=60";

	private final TestClient test = new TestClient().cache();

	private final FakeUpstream upstream = this.test.upstream;

	@Test
	void secondCallIsAnsweredFromTheCache() {
		this.upstream.repliesText(200, "Ada", MINUTE).replies(500);
		this.test.get();
		this.test.advance(Duration.ofSeconds(7));

		Call second = this.test.get();

		assertThat(second.status()).isEqualTo(200);
		assertThat(second.body()).isEqualTo("Ada");
		assertThat(second.header("Age")).isEqualTo("7");
		assertThat(second.header("Cache-Status")).isEqualTo("users; hit; ttl=53");
		assertThat(this.upstream.requests()).hasSize(1);
	}

	@Test
	void missSaysWhyAndThatItIsStored() {
		this.upstream.replies(200, MINUTE);

		assertThat(this.test.get().header("Cache-Status")).isEqualTo("users; fwd=uri-miss; fwd-status=200; stored");
	}

	@Test
	void cachesNearerToTheOriginKeepTheirStatus() {
		this.upstream.replies(200, MINUTE, "Cache-Status: edge; fwd=uri-miss");

		assertThat(this.test.get().header("Cache-Status"))
			.isEqualTo("edge; fwd=uri-miss | users; fwd=uri-miss; fwd-status=200; stored");
		assertThat(this.test.get().header("Cache-Status")).isEqualTo("edge; fwd=uri-miss | users; hit; ttl=60");
	}

	@Test
	void hitMakesNoAttempt() {
		this.upstream.replies(200, MINUTE);
		this.test.get();
		this.test.get();

		assertThat(this.test.client().snapshot().counters().calls()).isEqualTo(2);
		assertThat(this.test.client().snapshot().counters().succeeded()).isEqualTo(2);
		assertThat(this.test.client().snapshot().counters().attempts()).isEqualTo(1);
		assertThat(this.test.client().snapshot().counters().inFlight()).isZero();
		assertThat(this.test.world.timer().armed()).isZero();
	}

	@Test
	void staleResponseIsConfirmedByItsOriginAndServed() {
		this.upstream.repliesText(200, "Ada", MINUTE, "ETag: \"1\"").replies(304, MINUTE, "ETag: \"1\"");
		this.test.get();
		this.test.advance(Duration.ofSeconds(61));

		Call second = this.test.get();

		assertThat(second.status()).isEqualTo(200);
		assertThat(second.body()).isEqualTo("Ada");
		assertThat(second.header("Cache-Status")).isEqualTo("users; fwd=stale; fwd-status=304; stored");
		assertThat(this.upstream.requests().get(1).headers().getFirst("If-None-Match")).isEqualTo("\"1\"");
		assertThat(this.test.get().header("Cache-Status")).isEqualTo("users; hit; ttl=60");
		assertThat(cache().revalidated()).isEqualTo(1);
	}

	@Test
	void changedResponseTakesThePlaceOfTheStaleOne() {
		this.upstream.repliesText(200, "Ada", MINUTE, "ETag: \"1\"").repliesText(200, "Eve", MINUTE, "ETag: \"2\"");
		this.test.get();
		this.test.advance(Duration.ofSeconds(61));

		assertThat(this.test.get().body()).isEqualTo("Eve");
		assertThat(this.test.get().body()).isEqualTo("Eve");
		assertThat(this.upstream.requests()).hasSize(2);
	}

	@Test
	void staleResponseIsServedAndRenewedBehindTheCallersBack() {
		this.upstream.repliesText(200, "old", MINUTE + ", stale-while-revalidate=30").repliesText(200, "new", MINUTE);
		this.test.get();
		this.test.advance(Duration.ofSeconds(61));

		Call second = this.test.get();

		assertThat(second.body()).isEqualTo("old");
		assertThat(second.header("Cache-Status")).isEqualTo("users; hit; ttl=-1");
		assertThat(this.upstream.requests()).hasSize(2);
		assertThat(this.test.get().body()).isEqualTo("new");
		assertThat(cache().stale()).isEqualTo(1);
		assertThat(this.test.client().snapshot().counters().calls()).isEqualTo(3);
	}

	@Test
	void oneStaleResponseIsRenewedOnce() {
		this.upstream.repliesText(200, "old", MINUTE + ", stale-while-revalidate=30").hangs();
		this.test.get();
		this.test.advance(Duration.ofSeconds(61));

		for (int i = 0; i < 5; i++) {
			assertThat(this.test.get().body()).isEqualTo("old");
			this.test.world.runDue();
		}

		assertThat(this.upstream.requests()).hasSize(2);
	}

	@Test
	void noMoreResponsesAreRenewedAtOnceThanAllowed() {
		TestClient few = new TestClient().cache((settings) -> CacheSettingsFixture.maxRefreshes(settings, 2));
		for (int i = 0; i < 4; i++) {
			few.upstream.replies(200, MINUTE + ", stale-while-revalidate=30");
		}
		few.upstream.hangs();
		for (int i = 0; i < 4; i++) {
			few.send(few.webClient().get().uri("/users/{id}", i));
		}
		few.advance(Duration.ofSeconds(61));

		for (int i = 0; i < 4; i++) {
			few.send(few.webClient().get().uri("/users/{id}", i));
		}
		few.world.runDue();

		assertThat(few.upstream.requests()).hasSize(6);
	}

	@Test
	void renewalHasItsOwnTimeAndIsTriedAgainAfterIt() {
		this.test.timeout("1S", "2S").withoutRetry();
		this.upstream.repliesText(200, "old", MINUTE + ", stale-while-revalidate=30").hangs();
		this.test.get();
		this.test.advance(Duration.ofSeconds(61));
		this.test.get(CallOptions.none().deadline(Duration.ofMillis(1)));

		this.test.advance(Duration.ofMillis(999));
		this.test.get();
		this.test.world.runDue();
		assertThat(this.upstream.requests()).hasSize(2);

		this.test.advance(Duration.ofMillis(2));
		this.test.get();
		this.test.world.runDue();
		assertThat(this.upstream.requests()).hasSize(3);
	}

	@Test
	void confirmationThatForbidsToStoreIsNotSaidToBeStored() {
		this.upstream.repliesText(200, "Ada", MINUTE, "ETag: \"1\"")
			.replies(304, "Cache-Control: no-store", "ETag: \"1\"");
		this.test.get();
		this.test.advance(Duration.ofSeconds(61));

		Call second = this.test.get();

		assertThat(second.body()).isEqualTo("Ada");
		assertThat(second.header("Cache-Status")).isEqualTo("users; fwd=stale; fwd-status=304");
		assertThat(this.test.get(CallOptions.none().onlyIfCached()).status()).isEqualTo(504);
	}

	@Test
	void staleResponseStandsInForAnErrorIfItSaysSo() {
		this.test.withoutRetry();
		this.upstream.repliesText(200, "Ada", MINUTE + ", stale-if-error=600").replies(503);
		this.test.get();
		this.test.advance(Duration.ofSeconds(100));

		Call second = this.test.get();

		assertThat(second.status()).isEqualTo(200);
		assertThat(second.body()).isEqualTo("Ada");
		assertThat(second.header("Cache-Status"))
			.isEqualTo("users; fwd=stale; fwd-status=503; ttl=-40; detail=status-503");
		assertThat(this.upstream.bodiesRead()).isEqualTo(2);
	}

	@Test
	void settingLetsStaleResponsesStandInForAnyFailure() {
		TestClient lenient = new TestClient().timeout("1S", "3S")
			.cache((settings) -> CacheSettingsFixture.staleIfError(settings, Duration.ofMinutes(10)));
		lenient.upstream.repliesText(200, "Ada", MINUTE).fails(new ConnectException("refused"));
		lenient.get();
		lenient.advance(Duration.ofSeconds(61));

		Call refused = lenient.get();
		lenient.advance(Duration.ofSeconds(2));

		assertThat(refused.body()).isEqualTo("Ada");
		assertThat(refused.header("Cache-Status")).contains("detail=error");
	}

	@Test
	void deadlineIsAFailureThatStaleResponsesStandInFor() {
		TestClient lenient = new TestClient().timeout("1S", "2S")
			.cache((settings) -> CacheSettingsFixture.staleIfError(settings, Duration.ofMinutes(10)));
		lenient.upstream.repliesText(200, "Ada", MINUTE).hangs();
		lenient.get();
		lenient.advance(Duration.ofSeconds(61));

		Call slow = lenient.get();
		lenient.advance(Duration.ofSeconds(3));

		assertThat(slow.body()).isEqualTo("Ada");
		assertThat(slow.header("Cache-Status")).contains("detail=timeout");
	}

	@Test
	void refusalsOfOurOwnAreFailuresThatStaleResponsesStandInFor() {
		TestClient full = new TestClient().bulkhead(1, 0, "1S")
			.cache((settings) -> CacheSettingsFixture.staleIfError(settings, Duration.ofMinutes(10)));
		full.upstream.repliesText(200, "Ada", MINUTE).hangs();
		full.get();
		full.advance(Duration.ofSeconds(61));
		full.send(full.webClient().get().uri("/others"));

		Call refused = full.get();
		full.advance(Duration.ofSeconds(2));

		assertThat(refused.body()).isEqualTo("Ada");
		assertThat(refused.header("Cache-Status")).contains("detail=bulkhead");
	}

	@Test
	void emptyRateLimitIsAFailureThatStaleResponsesStandInFor() {
		TestClient limited = new TestClient().with(RateLimits.of(1, Duration.ofHours(1)))
			.cache((settings) -> CacheSettingsFixture.staleIfError(settings, Duration.ofMinutes(10)));
		limited.upstream.repliesText(200, "Ada", MINUTE);
		limited.get();
		limited.advance(Duration.ofSeconds(61));

		Call refused = limited.get();
		limited.advance(Duration.ofSeconds(2));

		assertThat(refused.body()).isEqualTo("Ada");
		assertThat(refused.header("Cache-Status")).contains("detail=rate-limited");
		assertThat(limited.upstream.requests()).hasSize(1);
	}

	@Test
	void outageIsSatOutWithTheCircuitOpenAndToldOnce() {
		TestClient lenient = new TestClient().failuresInARow(3)
			.withoutRetry()
			.cache((settings) -> CacheSettingsFixture.staleIfError(settings, Duration.ofMinutes(10)));
		AtomicBoolean down = new AtomicBoolean();
		lenient.upstream.then((request) -> down.get() ? Mono.error(new ConnectException("refused"))
				: Mono.just(lenient.upstream.response(200, Flux.just(FakeUpstream.buffer("Ada")), MINUTE)));
		lenient.get();
		down.set(true);
		lenient.advance(Duration.ofSeconds(61));

		for (int i = 0; i < 20; i++) {
			assertThat(lenient.get().body()).isEqualTo("Ada");
		}

		assertThat(lenient.upstream.requests()).hasSize(4);
		assertThat(lenient.get().header("Cache-Status")).contains("detail=circuit-open");
		assertThat(lenient.listener.of(EventType.STALE_STARTED)).hasSize(1);
		assertThat(lenient.client().snapshot().cache().outage()).isTrue();

		down.set(false);
		lenient.advance(Duration.ofMinutes(1));
		assertThat(lenient.get().header("Cache-Status")).contains("stored");
		assertThat(lenient.listener.of(EventType.STALE_ENDED)).extracting(ClientEvent::reason)
			.containsExactly("21 stale answers");
		assertThat(lenient.client().snapshot().cache().outage()).isFalse();
	}

	@Test
	void afterItsTimeAStaleResponseStandsInForNothing() {
		TestClient lenient = new TestClient().withoutRetry()
			.cache((settings) -> CacheSettingsFixture.staleIfError(settings, Duration.ofMinutes(10)));
		lenient.upstream.replies(200, MINUTE).replies(503);
		lenient.get();
		lenient.advance(Duration.ofSeconds(661));

		assertThat(lenient.get().status()).isEqualTo(503);
	}

	@Test
	void unsafeRequestDeletesWhatIsStored() {
		this.upstream.repliesText(200, "Ada", MINUTE).replies(204).repliesText(200, "Eve", MINUTE);
		this.test.get();

		this.test.send(this.test.webClient().put().uri("/users/1").bodyValue("Eve"));

		assertThat(this.test.get().body()).isEqualTo("Eve");
	}

	@Test
	void failedUnsafeRequestDeletesNothing() {
		this.upstream.repliesText(200, "Ada", MINUTE).replies(409);
		this.test.get();

		this.test.send(this.test.webClient().delete().uri("/users/1"));

		assertThat(this.test.get().body()).isEqualTo("Ada");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PUT", "POST" })
	void unsafeRequestThatWasRedirectedDeletesWhatIsStoredWhateverTheOtherUriSays(String method) {
		this.upstream.repliesText(200, "old", MINUTE).then((request) -> {
			AttemptRequest.redirected(request.attributes());
			return Mono.just(this.upstream.response(404, Flux.empty()));
		}).repliesText(200, "new", MINUTE);
		this.test.get();

		this.test.send(this.test.webClient().method(HttpMethod.valueOf(method)).uri("/users/1"));

		assertThat(this.test.get().body()).isEqualTo("new");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PUT", "POST" })
	void unsafeRequestThatWasRedirectedDeletesWhatIsStoredAlsoIfTheOtherUriFails(String method) {
		this.test.withoutRetry();
		this.upstream.repliesText(200, "old", MINUTE).then((request) -> {
			AttemptRequest.redirected(request.attributes());
			return Mono.error(new ConnectException("refused"));
		}).repliesText(200, "new", MINUTE);
		this.test.get();

		Call unsafe = this.test.send(this.test.webClient().method(HttpMethod.valueOf(method)).uri("/users/1"));

		assertThat(unsafe.error()).isInstanceOf(ConnectException.class);
		assertThat(this.test.get().body()).isEqualTo("new");
	}

	@Test
	void responseAskedForBeforeAnUnsafeRequestIsNotStoredAfterIt() {
		Sinks.One<ClientResponse> slow = this.upstream.repliesLater();
		this.upstream.replies(204).repliesText(200, "new", MINUTE);
		Call early = this.test.get();
		this.test.send(this.test.webClient().delete().uri("/users/1"));

		Call late = this.test.get();
		slow.tryEmitValue(this.upstream.response(200, Flux.just(FakeUpstream.buffer("old")), MINUTE));

		assertThat(early.body()).isEqualTo("old");
		assertThat(late.body()).isEqualTo("new");
		assertThat(this.test.get().body()).isEqualTo("new");
	}

	@Test
	void callWithoutTheCacheMakesInvalidWhatItChanges() {
		this.upstream.repliesText(200, "old", MINUTE).repliesText(200, "changed").repliesText(200, "new", MINUTE);
		this.test.get();

		this.test.send(this.test.webClient().put().uri("/users/1").attributes(CallOptions.none().noCache()));

		assertThat(this.test.get().body()).isEqualTo("new");
	}

	@Test
	void callMaySwitchTheCacheOff() {
		this.upstream.repliesText(200, "1", MINUTE).repliesText(200, "2", MINUTE).repliesText(200, "3", MINUTE);
		this.test.get();

		Call off = this.test.get(CallOptions.none().noCache());

		assertThat(off.body()).isEqualTo("2");
		assertThat(off.header("Cache-Status")).isEqualTo("users; fwd=bypass; fwd-status=200");
		assertThat(this.test.get().body()).isEqualTo("1");
	}

	@Test
	void callMayWantTheCacheOnly() {
		this.upstream.replies(200, MINUTE);

		Call nothing = this.test.get(CallOptions.none().onlyIfCached());

		assertThat(nothing.status()).isEqualTo(504);
		assertThat(nothing.header("Cache-Status")).isEqualTo("users; detail=only-if-cached");
		assertThat(this.upstream.requests()).isEmpty();
		this.test.get();
		assertThat(this.test.get(CallOptions.none().onlyIfCached()).status()).isEqualTo(200);
	}

	@Test
	void callMayHaveTheStoredResponseRenewed() {
		this.upstream.repliesText(200, "old", MINUTE).repliesText(200, "new", MINUTE);
		this.test.get();

		assertThat(this.test.get(CallOptions.none().refreshCache()).body()).isEqualTo("new");
		assertThat(this.test.get().body()).isEqualTo("new");
		assertThat(this.upstream.requests().get(1).headers().getFirst("Cache-Control")).isEqualTo("no-cache");
	}

	@Test
	void callMayBeContentWithAStaleResponse() {
		this.upstream.repliesText(200, "old", MINUTE).repliesText(200, "new", MINUTE);
		this.test.get();
		this.test.advance(Duration.ofSeconds(65));

		assertThat(this.test.get(CallOptions.none().maxStale(Duration.ofSeconds(10))).body()).isEqualTo("old");
		assertThat(this.test.get(CallOptions.none().maxStale(Duration.ofSeconds(3))).body()).isEqualTo("new");
	}

	@Test
	void whatIsStoredCanBeDeletedByUriPrefixAndTag() {
		this.upstream.replies(200, MINUTE);
		ResponseCache cache = this.test.client().cache();
		List<Runnable> purges = List.of(() -> cache.purge(URI.create("http://users.internal/users/1")),
				() -> cache.purgePrefix("http://users.internal/us"), () -> cache.purgeTag("ada"), cache::purgeAll);

		for (Runnable purge : purges) {
			this.test.get(CallOptions.none().cacheTags("ada", "user", "ada"));
			assertThat(this.test.get().header("Cache-Status")).contains("hit");
			purge.run();
			assertThat(this.test.get(CallOptions.none().onlyIfCached()).status()).isEqualTo(504);
		}
	}

	@Test
	void codecsOfTheClientDecodeWhatIsStored() {
		ExchangeStrategies large = ExchangeStrategies.builder()
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(1_000_000))
			.build();
		this.upstream.then((request) -> Mono.just(ClientResponse.create(HttpStatus.OK, large)
			.header("Cache-Control", "max-age=60")
			.header("Content-Length", "400000")
			.body("x".repeat(400_000))
			.build()));
		this.test.get();

		assertThat(this.test.get().body()).hasSize(400_000);
		assertThat(this.upstream.requests()).hasSize(1);
	}

	@Test
	void errorStatusFromTheCacheNamesItsRequest() {
		this.upstream.repliesText(404, "no such user", MINUTE);
		this.test.get();

		Mono<String> second = this.test.webClient().get().uri("/users/1").retrieve().bodyToMono(String.class);

		assertThatExceptionOfType(WebClientResponseException.NotFound.class).isThrownBy(second::block)
			.withMessageContaining("GET http://users.internal/users/1")
			.satisfies((ex) -> assertThat(ex.getResponseBodyAsString()).isEqualTo("no such user"));
		assertThat(this.upstream.requests()).hasSize(1);
	}

	@Test
	void errorStatusThatIsStoredNamesItsRequestTheFirstTime() {
		this.upstream.repliesText(404, "no such user", MINUTE);

		Mono<String> first = this.test.webClient().get().uri("/users/1").retrieve().bodyToMono(String.class);

		assertThatExceptionOfType(WebClientResponseException.NotFound.class).isThrownBy(first::block)
			.satisfies((ex) -> assertThat(ex.getResponseBodyAsString()).isEqualTo("no such user"));
	}

	@Test
	void usersDoNotGetEachOthersAnswers() {
		TestClient perUser = new TestClient()
			.cache((settings) -> CacheSettingsFixture.credentials(settings, CacheCredentials.PER_USER));
		perUser.upstream.repliesText(200, "Ada's", MINUTE).repliesText(200, "Eve's", MINUTE);

		for (int i = 0; i < 2; i++) {
			assertThat(as(perUser, "Ada").body()).isEqualTo("Ada's");
			assertThat(as(perUser, "Eve").body()).isEqualTo("Eve's");
		}
		assertThat(perUser.upstream.requests()).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { MINUTE, MINUTE + ", public\nVary: Authorization",
			MINUTE + ", must-revalidate\nVary: Accept, authorization" })
	void answersToCredentialsThatAPluginAddsBelowTheCacheAreNotShared(String headers) {
		List<String> users = new ArrayList<>(List.of("Ada", "Eve"));
		TestClient hidden = new TestClient().cache().plugin(new ClientPlugin() {

			@Override
			public boolean addsCredentialsOfCallers() {
				return true;
			}

			@Override
			public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
				return next.exchange(ClientRequest.from(request)
					.headers((headers) -> headers.setBearerAuth(users.remove(0)))
					.build());
			}

		});
		hidden.upstream.then((request) -> Mono.just(hidden.upstream.response(200,
				Flux.just(FakeUpstream.buffer(request.headers().getFirst("Authorization"))), headers.split("\n"))));

		assertThat(hidden.get().body()).isEqualTo("Bearer Ada");
		assertThat(hidden.get().body()).isEqualTo("Bearer Eve");
	}

	@Test
	void cookiesAreServedAgain() {
		this.upstream.replies(200, MINUTE, "Set-Cookie: theme=dark; Path=/; SameSite=Lax");
		this.test.get();

		ClientResponse second = this.test.head(this.test.webClient().get().uri("/users/1")).response();

		assertThat(second.cookies().getFirst("theme").getValue()).isEqualTo("dark");
		assertThat(second.cookies().getFirst("theme").getSameSite()).isEqualTo("Lax");
	}

	@Test
	void everyAnswerIsAnEvent() {
		this.upstream.replies(200, MINUTE).replies(204);
		this.test.get();
		this.test.get();
		this.test.send(this.test.webClient().delete().uri("/users/1"));

		assertThat(this.test.listener.of(EventType.CACHE_ANSWERED)).extracting(ClientEvent::reason)
			.containsExactly("miss", "hit", "bypass");
	}

	@Test
	void eachOutcomeHasItsWordAndItsCount() {
		String brief = MINUTE + ", stale-while-revalidate=30";
		TestClient lenient = new TestClient().withoutRetry()
			.cache((settings) -> CacheSettingsFixture.staleIfError(settings, Duration.ofMinutes(10)));
		lenient.upstream.replies(200, brief, "ETag: \"1\"")
			.replies(304, brief, "ETag: \"1\"")
			.replies(304, brief, "ETag: \"1\"")
			.replies(503);
		lenient.get();
		lenient.get();
		lenient.advance(Duration.ofSeconds(61));
		lenient.get();
		lenient.advance(Duration.ofSeconds(100));
		lenient.get();
		lenient.advance(Duration.ofSeconds(100));
		lenient.get();
		lenient.send(lenient.webClient().get().uri("/others").attributes(CallOptions.none().onlyIfCached()));
		lenient.get(CallOptions.none().noCache());

		assertThat(lenient.listener.of(EventType.CACHE_ANSWERED)).extracting(ClientEvent::reason)
			.containsExactly("miss", "hit", "stale", "revalidated", "stale-if-error", "refused", "bypass");
		ClientSnapshot.Cache counted = lenient.client().snapshot().cache();
		assertThat(List.of(counted.misses(), counted.hits(), counted.stale(), counted.revalidated(),
				counted.staleIfError(), counted.refused(), counted.bypassed()))
			.containsOnly(1L);
	}

	private static Call as(TestClient client, String user) {
		return client.send(client.webClient().get().uri("/users/1").headers((headers) -> headers.setBearerAuth(user)));
	}

	private ClientSnapshot.Cache cache() {
		return this.test.client().snapshot().cache();
	}

	private static long room(TestClient client) {
		return client.client().snapshot().cache().collecting();
	}

}
