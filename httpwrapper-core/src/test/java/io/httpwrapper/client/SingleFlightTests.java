package io.httpwrapper.client;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.httpwrapper.call.CallOptions;
import io.httpwrapper.call.ClientSnapshot;
import io.httpwrapper.client.TestClient.Call;
import io.httpwrapper.error.DeadlineExceededException;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.plugin.ClientPlugin;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.publisher.TestPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls for the same at the same time, with one request for all.
 */
class SingleFlightTests {

	private static final String MINUTE = "Cache-Control: max-age=60";

	private final TestClient test = new TestClient().cache().timeout("60S", "60S");

	private final FakeUpstream upstream = this.test.upstream;

	@Test
	void thousandCallersOfAColdKeyMakeOneRequest() {
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		List<Call> calls = calls(1000);

		assertThat(this.upstream.requests()).hasSize(1);
		answer.tryEmitValue(response("Ada"));

		assertThat(calls).allSatisfy((call) -> assertThat(call.body()).isEqualTo("Ada"));
		assertThat(this.upstream.requests()).hasSize(1);
		assertThat(cache().misses()).isEqualTo(1);
		assertThat(cache().collapsed()).isEqualTo(999);
		assertNothingIsLeft();
	}

	@Test
	void collapsedCallSaysSo() {
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		List<Call> calls = calls(2);
		answer.tryEmitValue(response("Ada"));

		assertThat(calls.get(1).header("Cache-Status")).isEqualTo("users; fwd=uri-miss; ttl=60; collapsed");
	}

	@Test
	void thousandCallersOfAStaleKeyMakeOneRequest() {
		this.upstream.repliesText(200, "Ada", MINUTE, "ETag: \"1\"");
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		this.test.get();
		this.test.advance(Duration.ofSeconds(61));
		List<Call> calls = calls(1000);

		answer.tryEmitValue(this.upstream.response(304, Flux.empty(), MINUTE, "ETag: \"1\""));

		assertThat(calls).allSatisfy((call) -> assertThat(call.body()).isEqualTo("Ada"));
		assertThat(cache().revalidated()).isEqualTo(1);
		assertThat(cache().collapsed()).isEqualTo(999);
		assertNothingIsLeft();
	}

	@Test
	void leaderWhoLeavesFailsNobodyAndCostsNoRequest() {
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		List<Call> calls = calls(3);

		calls.get(0).cancel();
		answer.tryEmitValue(response("Ada"));

		assertThat(calls.get(1).body()).isEqualTo("Ada");
		assertThat(calls.get(2).body()).isEqualTo("Ada");
		assertThat(this.upstream.requests()).hasSize(1);
		assertThat(this.upstream.requestsCancelled()).isZero();
		assertThat(this.test.get().body()).isEqualTo("Ada");
		assertNothingIsLeft();
	}

	@Test
	void requestIsCancelledWhenTheLastOneLeaves() {
		this.upstream.repliesLater();
		List<Call> calls = calls(3);

		calls.get(1).cancel();
		calls.get(0).cancel();
		assertThat(this.upstream.requestsCancelled()).isZero();
		calls.get(2).cancel();

		assertThat(this.upstream.requestsCancelled()).isEqualTo(1);
		assertNothingIsLeft();
	}

	@Test
	void callAfterTheLastOneLeftAsksAnew() {
		this.upstream.repliesLater();
		this.upstream.repliesText(200, "Ada", MINUTE);
		calls(2).forEach(Call::cancel);

		assertThat(this.test.get().body()).isEqualTo("Ada");
	}

	@Test
	void eachWaiterHasItsOwnDeadline() {
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		Call leader = this.test.get();
		Call hasty = this.test.get(CallOptions.none().deadline(Duration.ofMillis(300)));
		Call patient = this.test.get();

		this.test.advance(Duration.ofMillis(301));
		assertThat(hasty.error()).isInstanceOf(DeadlineExceededException.class).hasMessageContaining("300 ms");
		answer.tryEmitValue(response("Ada"));

		assertThat(leader.body()).isEqualTo("Ada");
		assertThat(patient.body()).isEqualTo("Ada");
		assertThat(this.upstream.requestsCancelled()).isZero();
		assertNothingIsLeft();
	}

	@Test
	void leadersDeadlineIsTheLeadersOnly() {
		this.upstream.repliesLater();
		Sinks.One<ClientResponse> second = this.upstream.repliesLater();
		Call hasty = this.test.get(CallOptions.none().deadline(Duration.ofMillis(300)));
		List<Call> patient = calls(5);

		this.test.advance(Duration.ofMillis(301));
		assertThat(hasty.error()).isInstanceOf(DeadlineExceededException.class);
		assertThat(this.upstream.requests()).hasSize(2);
		second.tryEmitValue(response("Ada"));

		assertThat(patient).allSatisfy((call) -> assertThat(call.body()).isEqualTo("Ada"));
		assertThat(this.upstream.requests()).hasSize(2);
		assertNothingIsLeft();
	}

	@Test
	void responseThatMayNotBeSharedIsTheLeadersAndTheOthersAskAtOnce() {
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		this.upstream.hangs();
		List<Call> calls = calls(4);

		answer.tryEmitValue(
				this.upstream.response(200, Flux.just(FakeUpstream.buffer("mine")), "Cache-Control: no-store"));

		assertThat(calls.get(0).body()).isEqualTo("mine");
		assertThat(this.upstream.requests()).hasSize(4);
	}

	@Test
	void callsForWhatIsOfNoUseToOthersDoNotWaitForEachOtherAgain() {
		this.upstream.replies(200, "Cache-Control: no-store").hangs();
		this.test.get();

		calls(3);
		assertThat(this.upstream.requests()).hasSize(4);

		this.test.advance(Duration.ofSeconds(59));
		calls(2);
		assertThat(this.upstream.requests()).hasSize(6);
		this.test.advance(Duration.ofSeconds(1));
		calls(2);
		assertThat(this.upstream.requests()).hasSize(7);
	}

	@Test
	void responseForOtherHeadersIsNotForAll() {
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		this.upstream.repliesText(200, "hallo", MINUTE, "Vary: Accept-Language");
		Call english = in("en");
		Call german = in("de");
		Call alsoEnglish = in("en");

		answer.tryEmitValue(
				this.upstream.response(200, Flux.just(FakeUpstream.buffer("hello")), MINUTE, "Vary: Accept-Language"));

		assertThat(english.body()).isEqualTo("hello");
		assertThat(alsoEnglish.body()).isEqualTo("hello");
		assertThat(german.body()).isEqualTo("hallo");
		assertThat(this.upstream.requests()).hasSize(2);
	}

	@Test
	void afterAFailureTheOthersAskOnceMoreTogether() {
		this.test.withoutRetry();
		Sinks.One<ClientResponse> first = this.upstream.repliesLater();
		Sinks.One<ClientResponse> second = this.upstream.repliesLater();
		List<Call> calls = calls(10);

		first.tryEmitError(new ConnectException("refused"));
		assertThat(calls.get(0).error()).isInstanceOf(ConnectException.class);
		assertThat(this.upstream.requests()).hasSize(2);
		second.tryEmitValue(response("Ada"));

		assertThat(calls.subList(1, 10)).allSatisfy((call) -> assertThat(call.body()).isEqualTo("Ada"));
		assertNothingIsLeft();
	}

	@Test
	void secondFailureIsEverybodys() {
		this.test.withoutRetry();
		Sinks.One<ClientResponse> first = this.upstream.repliesLater();
		Sinks.One<ClientResponse> second = this.upstream.repliesLater();
		List<Call> calls = calls(10);

		first.tryEmitError(new ConnectException("refused"));
		second.tryEmitError(new ConnectException("refused again"));

		assertThat(calls.subList(1, 10)).allSatisfy((call) -> assertThat(call.error()).hasMessage("refused again"));
		assertThat(this.upstream.requests()).hasSize(2);
		assertNothingIsLeft();
	}

	@Test
	void waitersAreServedFromMemoryWhenTheLeaderReadsSlowly() {
		TestPublisher<DataBuffer> body = TestPublisher.create();
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		ClientResponse[] leader = new ClientResponse[1];
		this.test.webClient().get().uri("/users/1").exchangeToMono((response) -> {
			leader[0] = response;
			return Mono.never();
		}).subscribe();
		Call waiting = this.test.get();

		answer.tryEmitValue(this.upstream.response(200, body.flux(), MINUTE));
		body.next(FakeUpstream.buffer("A"), FakeUpstream.buffer("d"));
		body.next(FakeUpstream.buffer("a")).complete();

		assertThat(waiting.body()).isEqualTo("Ada");
		assertThat(leader[0].bodyToMono(String.class).block()).isEqualTo("Ada");
		assertNothingIsLeft();
	}

	@Test
	void waitersAreServedWhenTheLeaderCannotReadTheFirstBuffer() {
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		this.test.webClient()
			.get()
			.uri("/users/1")
			.exchangeToFlux((response) -> response.bodyToFlux(DataBuffer.class))
			.map((buffer) -> {
				DataBufferUtils.release(buffer);
				throw new IllegalStateException("not what was expected");
			})
			.subscribe((any) -> {
			}, (error) -> {
			});
		List<Call> waiting = calls(3);

		answer.tryEmitValue(this.upstream.response(200, Flux.just("A", "d", "a").map(FakeUpstream::buffer), MINUTE));

		assertThat(waiting).allSatisfy((call) -> assertThat(call.body()).isEqualTo("Ada"));
		assertThat(this.upstream.requests()).hasSize(1);
		assertNothingIsLeft();
	}

	@Test
	void waitersAreServedWhenTheLeaderLeavesWithinTheBody() {
		TestPublisher<DataBuffer> body = TestPublisher.create();
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		Call leader = this.test.get();
		Call waiting = this.test.get();
		answer.tryEmitValue(this.upstream.response(200, body.flux(), MINUTE));
		body.next(FakeUpstream.buffer("A"));

		leader.cancel();
		body.next(FakeUpstream.buffer("da")).complete();

		assertThat(waiting.body()).isEqualTo("Ada");
		assertThat(this.upstream.requests()).hasSize(1);
		assertNothingIsLeft();
	}

	@Test
	void bodyIsGivenUpWhenAllHaveLeft() {
		TestPublisher<DataBuffer> body = TestPublisher.create();
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		List<Call> calls = calls(3);
		answer.tryEmitValue(this.upstream.response(200, body.flux(), MINUTE));
		body.next(FakeUpstream.buffer("A"));

		calls.forEach(Call::cancel);

		body.assertCancelled();
		assertNothingIsLeft();
	}

	@Test
	void bodyThatWasGivenUpSaysNothingAboutTheNextOne() {
		Sinks.One<ClientResponse> first = this.upstream.repliesLater();
		Sinks.One<ClientResponse> second = this.upstream.repliesLater();
		Call hasty = this.test.get();
		first.tryEmitValue(this.upstream.response(200, TestPublisher.<DataBuffer>create().flux(), MINUTE));
		hasty.cancel();

		List<Call> calls = calls(3);
		second.tryEmitValue(response("Ada"));

		assertThat(calls).allSatisfy((call) -> assertThat(call.body()).isEqualTo("Ada"));
		assertThat(this.upstream.requests()).hasSize(2);
		assertNothingIsLeft();
	}

	@Test
	void lateCallWaitsForTheBodyUnderWay() {
		TestPublisher<DataBuffer> body = TestPublisher.create();
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		this.test.get();
		answer.tryEmitValue(this.upstream.response(200, body.flux(), MINUTE));
		body.next(FakeUpstream.buffer("A"));

		Call late = this.test.get();
		assertThat(late.isOver()).isFalse();
		body.next(FakeUpstream.buffer("da")).complete();

		assertThat(late.body()).isEqualTo("Ada");
		assertThat(this.upstream.requests()).hasSize(1);
	}

	@Test
	void brokenBodyIsTheLeadersAndTheOthersAskOnceMoreTogether() {
		TestPublisher<DataBuffer> body = TestPublisher.create();
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		this.upstream.repliesText(200, "Ada", MINUTE);
		List<Call> calls = calls(4);
		answer.tryEmitValue(this.upstream.response(200, body.flux(), MINUTE));

		body.next(FakeUpstream.buffer("A")).error(new IOException("reset"));

		assertThat(calls.get(0).error()).hasMessage("reset");
		assertThat(calls.subList(1, 4)).allSatisfy((call) -> assertThat(call.body()).isEqualTo("Ada"));
		assertThat(this.upstream.requests()).hasSize(2);
		assertNothingIsLeft();
	}

	@Test
	void bodyThatTurnsOutTooLongIsTheLeadersAndTheOthersAskAlone() {
		this.test.cache((settings) -> CacheSettingsFixture.maxBody(settings, DataSize.ofBytes(4)));
		TestPublisher<DataBuffer> body = TestPublisher.create();
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		this.upstream.repliesText(200, "Ada", MINUTE);
		List<Call> calls = calls(3);
		answer.tryEmitValue(this.upstream.response(200, body.flux(), MINUTE));

		body.next(FakeUpstream.buffer("123"), FakeUpstream.buffer("456"), FakeUpstream.buffer("789")).complete();

		assertThat(calls.get(0).body()).isEqualTo("123456789");
		assertThat(calls.get(1).body()).isEqualTo("Ada");
		assertThat(calls.get(2).body()).isEqualTo("Ada");
		assertThat(this.upstream.requests()).hasSize(3);
		assertNothingIsLeft();
	}

	@Test
	void invalidationLetsLaterCallsAskAnew() {
		Sinks.One<ClientResponse> old = this.upstream.repliesLater();
		this.upstream.replies(204).repliesText(200, "new", MINUTE);
		List<Call> early = calls(2);
		this.test.send(this.test.webClient().delete().uri("/users/1"));

		Call late = this.test.get();
		old.tryEmitValue(response("old"));

		assertThat(early).allSatisfy((call) -> assertThat(call.body()).isEqualTo("old"));
		assertThat(late.body()).isEqualTo("new");
		assertThat(this.test.get().body()).isEqualTo("new");
	}

	@Test
	void requestsWithConditionsRangesOrNoCacheAreNotCollapsed() {
		this.upstream.hangs();

		for (String header : List.of("If-None-Match: \"1\"", "Range: bytes=0-1", "Cache-Control: no-cache")) {
			for (int i = 0; i < 2; i++) {
				this.test.send(this.test.webClient()
					.get()
					.uri("/users/1")
					.header(header.substring(0, header.indexOf(':')), header.substring(header.indexOf(':') + 2)));
			}
		}

		assertThat(this.upstream.requests()).hasSize(6);
	}

	@Test
	void eachCallKeepsItsOwnContextAndTheRequestHasTheLeaders() {
		List<String> below = new ArrayList<>();
		List<String> above = new ArrayList<>();
		TestClient traced = new TestClient().cache().plugin(new ClientPlugin() {

			@Override
			public Mono<ClientResponse> aroundCall(ClientRequest request, ExchangeFunction next) {
				return next.exchange(request).flatMap((response) -> Mono.deferContextual((context) -> {
					above.add(context.get("trace"));
					return Mono.just(response);
				}));
			}

			@Override
			public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
				return Mono.deferContextual((context) -> {
					below.add(context.get("trace"));
					return next.exchange(request);
				});
			}

		});
		Sinks.One<ClientResponse> answer = traced.upstream.repliesLater();
		AtomicReference<String> body = new AtomicReference<>();
		for (String trace : List.of("a", "b", "c")) {
			traced.webClient()
				.get()
				.uri("/users/1")
				.retrieve()
				.bodyToMono(String.class)
				.contextWrite((context) -> context.put("trace", trace))
				.subscribe(body::set);
		}

		answer.tryEmitValue(response("Ada"));

		assertThat(below).containsExactly("a");
		assertThat(above).containsExactly("a", "b", "c");
		assertThat(body).hasValue("Ada");
	}

	private List<Call> calls(int count) {
		return IntStream.range(0, count).mapToObj((i) -> this.test.get()).toList();
	}

	private Call in(String language) {
		return this.test.send(this.test.webClient().get().uri("/users/1").header("Accept-Language", language));
	}

	private ClientResponse response(String text) {
		return this.upstream.response(200, Flux.just(FakeUpstream.buffer(text)), MINUTE);
	}

	private ClientSnapshot.Cache cache() {
		return this.test.client().snapshot().cache();
	}

	private void assertNothingIsLeft() {
		assertThat(this.test.client().plan().kernels().cache().state().fetching()).isZero();
		assertThat(cache().collecting()).isZero();
		assertThat(this.test.world.timer().armed()).isZero();
		assertThat(this.test.client().snapshot().counters().inFlight()).isZero();
	}

}
