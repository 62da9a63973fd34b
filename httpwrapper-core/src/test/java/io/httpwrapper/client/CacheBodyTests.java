package io.httpwrapper.client;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.httpwrapper.call.CallOptions;
import io.httpwrapper.client.TestClient.Call;
import io.httpwrapper.fixture.FakeUpstream;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.publisher.TestPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bodies that are too long to be stored, or may be.
 */
class CacheBodyTests {

	private static final String MINUTE = "Cache-Control: max-age=60";

	private static final int HALF_A_MEGABYTE = 512 * 1024;

	private final TestClient test = new TestClient().cache();

	private final FakeUpstream upstream = this.test.upstream;

	@Test
	void tooLongRenewalIsGivenUpAndItsMemoryFreed() {
		TestClient small = small();
		small.upstream.repliesText(200, "old", MINUTE + ", stale-while-revalidate=30")
			.repliesWith(200, Flux.just("12345", "67890", "not read").map(FakeUpstream::buffer), MINUTE);
		small.get();
		small.advance(Duration.ofSeconds(61));

		small.get();
		small.world.runDue();

		assertThat(small.upstream.bodiesCancelled()).isEqualTo(1);
		assertThat(room(small)).isZero();
	}

	@Test
	void bodyThatTurnedOutTooLongIsNotCollectedAgainForAMinute() {
		TestClient small = small();
		TestPublisher<DataBuffer> body = TestPublisher.create();
		small.upstream.repliesWith(200, Flux.just("12345", "67890").map(FakeUpstream::buffer), MINUTE)
			.repliesWith(200, body.flux(), MINUTE)
			.repliesText(200, "short", MINUTE);
		assertThat(small.get().body()).isEqualTo("1234567890");

		Call second = small.get();
		body.next(FakeUpstream.buffer("1"));
		assertThat(room(small)).isZero();
		body.complete();
		assertThat(second.header("Cache-Status")).isEqualTo("users; fwd=uri-miss; fwd-status=200; detail=too-long");

		small.advance(Duration.ofMinutes(1));
		assertThat(small.get().header("Cache-Status")).contains("stored");
		assertThat(small.get().body()).isEqualTo("short");
		assertThat(small.upstream.requests()).hasSize(3);
	}

	@Test
	void bodyOfDeclaredLengthIsStoredThoughTheLastOneWasTooLong() {
		TestClient small = small();
		small.upstream.repliesWith(200, Flux.just("12345", "67890").map(FakeUpstream::buffer), MINUTE)
			.repliesText(200, "short", MINUTE, "Content-Length: 5");
		small.get();

		small.get();

		assertThat(small.get().header("Cache-Status")).contains("hit");
	}

	@Test
	void declaredBodyThatIsTooLongIsNotCollectedAtAll() {
		TestClient small = small();
		TestPublisher<DataBuffer> body = TestPublisher.create();
		small.upstream.repliesWith(200, body.flux(), MINUTE, "Content-Length: 10");

		Call call = small.get();
		body.next(FakeUpstream.buffer("12345"));

		assertThat(room(small)).isZero();
		body.next(FakeUpstream.buffer("67890")).complete();
		assertThat(call.body()).isEqualTo("1234567890");
		assertThat(call.header("Cache-Status")).endsWith("detail=too-long");
	}

	@Test
	void longBodyOfUndeclaredLengthIsStoredOnceItIsKnownToBeShortEnough() {
		this.upstream.repliesWith(200, halfAMegabyte(), MINUTE).repliesWith(200, halfAMegabyte(), MINUTE);

		assertThat(length()).isCompletedWithValue(HALF_A_MEGABYTE);
		this.test.advance(Duration.ofHours(1));
		assertThat(length()).isCompletedWithValue(HALF_A_MEGABYTE);

		assertThat(length()).isCompletedWithValue(HALF_A_MEGABYTE);
		assertThat(this.upstream.requests()).hasSize(2);
	}

	@Test
	void longBodyOfUndeclaredLengthIsStoredAtOnceIfOthersWaitForIt() {
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		List<CompletableFuture<Integer>> calls = Stream.generate(this::length).limit(10).toList();

		answer.tryEmitValue(this.upstream.response(200, halfAMegabyte(), MINUTE));

		assertThat(calls).allSatisfy((call) -> assertThat(call).isCompletedWithValue(HALF_A_MEGABYTE));
		assertThat(length()).isCompletedWithValue(HALF_A_MEGABYTE);
		assertThat(this.upstream.requests()).hasSize(1);
	}

	@Test
	void bodyThatOutgrewItsLastLengthIsKnownToBeTooLong() {
		this.upstream.repliesWith(200, halfAMegabyte(), MINUTE)
			.repliesWith(200, halfAMegabyte().repeat(2), MINUTE)
			.repliesText(200, "short", MINUTE);
		length();
		assertThat(length()).isCompletedWithValue(3 * HALF_A_MEGABYTE);

		assertThat(this.test.get().header("Cache-Status")).endsWith("detail=too-long");
		assertThat(room(this.test)).isZero();
	}

	@Test
	void callsDuringALongBodyThatIsNotCollectedWaitForEachOther() {
		TestPublisher<DataBuffer> body = TestPublisher.create();
		this.upstream.repliesWith(200, body.flux(), MINUTE);
		Sinks.One<ClientResponse> answer = this.upstream.repliesLater();
		CompletableFuture<Integer> first = length();
		body.next(FakeUpstream.buffer("x".repeat(HALF_A_MEGABYTE)));

		List<CompletableFuture<Integer>> others = Stream.generate(this::length).limit(10).toList();
		answer.tryEmitValue(this.upstream.response(200, halfAMegabyte(), MINUTE));

		assertThat(others).allSatisfy((call) -> assertThat(call).isCompletedWithValue(HALF_A_MEGABYTE));
		assertThat(this.upstream.requests()).hasSize(2);
		assertThat(first).isNotDone();
		body.complete();
		assertThat(first).isCompletedWithValue(HALF_A_MEGABYTE);
		assertThat(room(this.test)).isZero();
	}

	private static Flux<DataBuffer> halfAMegabyte() {
		return Flux.range(0, 8).map((i) -> FakeUpstream.buffer("x".repeat(HALF_A_MEGABYTE / 8)));
	}

	/** Reads without decoding, which has a limit of its own. */
	private CompletableFuture<Integer> length() {
		return this.test.webClient()
			.get()
			.uri("/users/1")
			.exchangeToFlux((response) -> response.bodyToFlux(DataBuffer.class))
			.map(CacheBodyTests::length)
			.reduce(0, Integer::sum)
			.toFuture();
	}

	private static int length(DataBuffer buffer) {
		int length = buffer.readableByteCount();
		DataBufferUtils.release(buffer);
		return length;
	}

	@Test
	void newerBodyThatIsTooLongEndsTheOlderOne() {
		TestClient small = small();
		small.upstream.repliesText(200, "old", MINUTE).repliesText(200, "1234567890", MINUTE, "Content-Length: 10");
		small.get();

		assertThat(small.get(CallOptions.none().refreshCache()).body()).isEqualTo("1234567890");

		assertThat(small.get(CallOptions.none().onlyIfCached()).status()).isEqualTo(504);
	}

	@Test
	void newerBodyThatTurnsOutTooLongEndsTheOlderOne() {
		TestClient small = small();
		small.upstream.repliesText(200, "old", MINUTE).repliesText(200, "1234567890", MINUTE);
		small.get();

		assertThat(small.get(CallOptions.none().refreshCache()).body()).isEqualTo("1234567890");

		assertThat(small.get(CallOptions.none().onlyIfCached()).status()).isEqualTo(504);
	}

	@Test
	void newerBodyThatBreaksLeavesTheOlderOne() {
		TestClient small = small();
		small.withoutRetry().upstream.repliesText(200, "old", MINUTE)
			.repliesWith(200, Flux.error(new IOException("reset")), MINUTE);
		small.get();

		assertThat(small.get(CallOptions.none().refreshCache()).error()).hasMessage("reset");

		assertThat(small.get(CallOptions.none().onlyIfCached()).body()).isEqualTo("old");
	}

	private static TestClient small() {
		return new TestClient().cache((settings) -> CacheSettingsFixture.maxBody(settings, DataSize.ofBytes(8)));
	}

	private static long room(TestClient client) {
		return client.client().snapshot().cache().collecting();
	}

}
