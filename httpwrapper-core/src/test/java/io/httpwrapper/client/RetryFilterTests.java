package io.httpwrapper.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.httpwrapper.call.CallOptions;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.policy.IdempotencyKeyMode;
import io.httpwrapper.policy.Jitter;
import io.httpwrapper.policy.RetryCondition;
import io.httpwrapper.policy.RetrySettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

class RetryFilterTests {

	private TestClient users;

	@BeforeEach
	void client() {
		this.users = new TestClient().retry(RetryFilterTests::exactly50msThen100ms);
	}

	private static RetrySettings exactly50msThen100ms(RetrySettings retry) {
		return with(retry, Jitter.NONE, retry.idempotencyKey(), retry.replayBuffer());
	}

	private static RetrySettings with(RetrySettings retry, Jitter jitter, IdempotencyKeyMode key, DataSize replay) {
		return retry.with((it) -> it.enabled(true).jitter(jitter).idempotencyKey(key).replayBuffer(replay));
	}

	@Test
	void secondAttemptFollowsAfterTheBackoff() {
		this.users.upstream.replies(503).replies(200);

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMillis(49));
		assertThat(this.users.upstream.requests()).hasSize(1);
		this.users.advance(Duration.ofMillis(1));

		assertThat(call.status()).isEqualTo(200);
		assertThat(this.users.upstream.requests()).hasSize(2);
	}

	@Test
	void secondAttemptWaitsForTheServersRetryAfter() {
		this.users.upstream.replies(503, "Retry-After: 2").replies(200);

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMillis(1999));
		assertThat(this.users.upstream.requests()).hasSize(1);
		this.users.advance(Duration.ofMillis(1));

		assertThat(call.status()).isEqualTo(200);
	}

	@Test
	void retryAfterLongerThanTheLimitEndsTheCallWithTheResponse() {
		this.users.upstream.replies(429, "Retry-After: 11");

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofSeconds(20));

		assertThat(call.status()).isEqualTo(429);
		assertThat(this.users.upstream.requests()).hasSize(1);
		assertThat(this.users.listener.of(EventType.RETRY_STOPPED)).extracting(ClientEvent::reason)
			.containsExactly("pushback");
	}

	@Test
	void retryAfterBeyondTheCallsTimeEndsTheCallAtOnce() {
		this.users.timeout("5s", "6s");
		this.users.upstream.replies(503, "Retry-After: 7");

		TestClient.Call call = this.users.get();

		assertThat(call.status()).isEqualTo(503);
		assertThat(this.users.listener.of(EventType.RETRY_STOPPED)).extracting(ClientEvent::reason)
			.containsExactly("deadline");
	}

	@Test
	void droppedResponseIsReadToItsEndBeforeThePause() {
		this.users.upstream.replies(503).replies(200);

		this.users.get();

		assertThat(this.users.upstream.bodiesRead()).isOne();
	}

	@Test
	void droppedResponseThatIsTooLongIsGivenUp() {
		Flux<DataBuffer> endless = Flux.generate((sink) -> sink.next(FakeUpstream.buffer("x".repeat(60))));
		this.users.upstream.repliesWith(503, endless).replies(200);

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMillis(50));

		assertThat(this.users.upstream.bodiesCancelled()).isOne();
		assertThat(call.status()).isEqualTo(200);
	}

	@Test
	void droppedResponseThatIsSlowIsGivenUpAfterHalfASecond() {
		this.users.upstream.repliesWith(503, Flux.never()).replies(200);

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMillis(550));

		assertThat(this.users.upstream.bodiesCancelled()).isOne();
		assertThat(call.status()).isEqualTo(200);
	}

	@Test
	void lastResponsePassesThroughUnchanged() {
		this.users.upstream.replies(500).replies(502).replies(503, "X-Detail: third");

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMillis(150));

		assertThat(call.status()).isEqualTo(503);
		assertThat(call.body()).isEqualTo("status 503");
		assertThat(this.users.listener.of(EventType.RETRY_STOPPED)).extracting(ClientEvent::reason)
			.containsExactly("max-attempts");
	}

	@Test
	void lastErrorCarriesTheEarlierOnes() {
		IOException first = new IOException("first");
		IOException second = new IOException("second");
		IOException third = new IOException("third");
		this.users.upstream.fails(first).fails(second).fails(third);

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMillis(150));

		assertThat(call.error()).isSameAs(third);
		assertThat(third.getSuppressed()).contains(first, second);
	}

	@Test
	void postIsNotRepeatedOnceItMayHaveArrived() {
		this.users.upstream.fails(new IOException("reset"));

		TestClient.Call call = this.users.post();
		this.users.advance(Duration.ofSeconds(1));

		assertThat(call.error()).hasMessageContaining("reset");
		assertThat(this.users.upstream.requests()).hasSize(1);
		assertThat(this.users.listener.of(EventType.RETRY_STOPPED)).extracting(ClientEvent::reason)
			.containsExactly("method");
	}

	@Test
	void postThatWasNeverSentIsRepeated() {
		this.users.upstream.fails(refused()).replies(201);

		TestClient.Call call = this.users.post();
		this.users.advance(Duration.ofMillis(50));

		assertThat(call.status()).isEqualTo(201);
	}

	@Test
	void postWithGeneratedKeyIsRepeatedWithTheSameKey() {
		this.users.retry((retry) -> with(retry, Jitter.NONE, IdempotencyKeyMode.AUTO, retry.replayBuffer()));
		this.users.upstream.replies(503).replies(201);

		TestClient.Call call = this.users.post();
		this.users.advance(Duration.ofMillis(50));

		assertThat(call.status()).isEqualTo(201);
		assertThat(this.users.upstream.requests()).extracting((request) -> request.headers().get("Idempotency-Key"))
			.doesNotContainNull()
			.hasSize(2)
			.matches((keys) -> keys.get(0).equals(keys.get(1)));
	}

	@Test
	void eachCallGetsAKeyOfItsOwn() {
		this.users.retry((retry) -> with(retry, Jitter.NONE, IdempotencyKeyMode.AUTO, retry.replayBuffer()));
		this.users.upstream.replies(201);

		this.users.post();
		this.users.post();

		assertThat(this.users.upstream.requests())
			.extracting((request) -> request.headers().getFirst("Idempotency-Key"))
			.doesNotHaveDuplicates()
			.allMatch((key) -> key.matches("\"[0-9a-f-]{36}\""));
	}

	@Test
	void safeMethodGetsNoKey() {
		this.users.retry((retry) -> with(retry, Jitter.NONE, IdempotencyKeyMode.AUTO, retry.replayBuffer()));
		this.users.upstream.replies(200);

		this.users.get();

		assertThat(this.users.upstream.requests().get(0).headers().containsHeader("Idempotency-Key")).isFalse();
	}

	@Test
	void keyOfTheCallMakesPostRepeatable() {
		this.users.upstream.replies(503).replies(201);

		TestClient.Call call = this.users.send(this.users.webClient()
			.post()
			.uri("/users")
			.attributes(CallOptions.none().idempotencyKey("order-7"))
			.bodyValue("Ada"));
		this.users.advance(Duration.ofMillis(50));

		assertThat(call.status()).isEqualTo(201);
		assertThat(this.users.upstream.requests().get(1).headers().getFirst("Idempotency-Key")).isEqualTo("order-7");
	}

	@Test
	void callWithoutRetryIsSentOnce() {
		this.users.upstream.replies(503);

		TestClient.Call call = this.users.get(CallOptions.none().noRetry());
		this.users.advance(Duration.ofSeconds(1));

		assertThat(call.status()).isEqualTo(503);
		assertThat(this.users.upstream.requests()).hasSize(1);
	}

	@Test
	void bodyThatCanBeReadOnceIsSentOnce() {
		this.users.upstream.replies(503);
		Flux<String> once = Flux.just("a", "b");

		this.users.send(this.users.webClient().put().uri("/users/1").body(once, String.class));
		this.users.advance(Duration.ofSeconds(1));

		assertThat(this.users.upstream.requests()).hasSize(1);
		assertThat(this.users.listener.of(EventType.RETRY_STOPPED)).extracting(ClientEvent::reason)
			.containsExactly("one-time-body");
	}

	@Test
	void publisherThatIsDeclaredRepeatableIsSentAgain() {
		this.users.upstream.replies(503).replies(200);

		this.users.send(this.users.webClient()
			.put()
			.uri("/users/1")
			.attributes(CallOptions.none().repeatableBody())
			.body(Flux.just("a", "b"), String.class));
		this.users.advance(Duration.ofMillis(50));

		assertThat(this.users.upstream.requests()).hasSize(2);
	}

	@Test
	void formsAndValuesAreSentAgain() {
		this.users.upstream.replies(503).replies(200).replies(503).replies(200);

		this.users.send(this.users.webClient().put().uri("/users/1").body(BodyInserters.fromFormData("a", "b")));
		this.users.advance(Duration.ofMillis(50));
		this.users.send(this.users.webClient().put().uri("/users/1").bodyValue("value"));
		this.users.advance(Duration.ofMillis(50));

		assertThat(this.users.upstream.requests()).hasSize(4);
	}

	@Test
	void cancelDuringThePauseSendsNothingMore() {
		this.users.upstream.replies(503).replies(200);

		TestClient.Call call = this.users.get();
		call.cancel();
		this.users.advance(Duration.ofSeconds(1));

		assertThat(this.users.upstream.requests()).hasSize(1);
		assertThat(this.users.client().snapshot().counters().inFlight()).isZero();
	}

	@Test
	void conditionCanAskForAnotherAttempt() {
		this.users.condition(
				(outcome) -> (outcome.status() == 404) ? RetryCondition.Answer.RETRY : RetryCondition.Answer.ABSTAIN);
		this.users.upstream.replies(404).replies(200);

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMillis(50));

		assertThat(call.status()).isEqualTo(200);
	}

	@Test
	void bodyThatCannotBeLookedAtIsNotRepeated() {
		this.users.upstream.replies(503);

		TestClient.Call call = this.users.send(this.users.webClient().put().uri("/users/1").body((message, context) -> {
			throw new NoClassDefFoundError("bug");
		}));

		assertThat(call.status()).isEqualTo(503);
	}

	@Test
	void conditionThatThrowsEndsTheCallWithTheResponseAtHand() {
		this.users.condition((outcome) -> {
			throw new IllegalStateException("bug");
		});
		this.users.upstream.replies(503);

		TestClient.Call call = this.users.get();

		assertThat(call.status()).isEqualTo(503);
	}

	@Test
	void exhaustedBudgetEndsTheCallWithTheResponse() {
		this.users.upstream.replies(503);
		for (int i = 0; i < 40; i++) {
			this.users.get();
		}
		this.users.advance(Duration.ofMillis(1));

		assertThat(this.users.listener.of(EventType.RETRY_STOPPED)).extracting(ClientEvent::reason).contains("budget");
		assertThat(this.users.client().snapshot().budget().refused()).isPositive();
	}

	@Test
	void brokenBodyWithinTheReplayBufferIsAskedForAgain() {
		this.users.retry((retry) -> with(retry, Jitter.NONE, retry.idempotencyKey(), DataSize.ofKilobytes(256)));
		Flux<DataBuffer> broken = Flux.defer(() -> Flux.just(FakeUpstream.buffer("half")))
			.concatWith(Flux.error(new IOException("connection reset")));
		this.users.upstream.repliesWith(200, broken).replies(200);

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMillis(50));

		assertThat(call.body()).isEqualTo("status 200");
		assertThat(this.users.listener.of(EventType.RETRY_SCHEDULED)).extracting(ClientEvent::reason)
			.containsExactly("body");
	}

	@Test
	void brokenBodyIsNotAskedForBeforeItsRetryAfter() {
		this.users.retry((retry) -> with(retry, Jitter.NONE, retry.idempotencyKey(), DataSize.ofKilobytes(256)));
		this.users.upstream.repliesWith(503, Flux.error(new IOException("connection reset")), "Retry-After: 2")
			.replies(200);

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMillis(1999));
		assertThat(this.users.upstream.requests()).hasSize(1);
		this.users.advance(Duration.ofMillis(1));

		assertThat(call.status()).isEqualTo(200);
	}

	@Test
	void callerWhoLeavesWhileAHeldBodyIsDroppedLeavesNothingToReleaseTwice() {
		this.users.retry((retry) -> with(retry, Jitter.NONE, retry.idempotencyKey(), DataSize.ofBytes(8)));
		NettyDataBuffer held = (NettyDataBuffer) FakeUpstream.buffer("longer than 8 bytes");
		held.retain();
		AtomicInteger asked = new AtomicInteger();
		Sinks.One<ClientResponse> reply = this.users.upstream.repliesLater();
		TestClient.Call call = this.users.get();
		Flux<DataBuffer> body = Flux.<DataBuffer>just(held).concatWith(Flux.never()).doOnRequest((n) -> {
			// what comes after the held part is asked for when that was released
			if (asked.incrementAndGet() == 2) {
				call.cancel();
			}
		});

		reply.tryEmitValue(this.users.upstream.response(503, body));

		assertThat(asked).hasValue(2);
		assertThat(held.getNativeBuffer().refCnt()).isOne();
		held.release();
	}

	@Test
	void brokenBodyOfTheLastAttemptIsTheCallsError() {
		this.users.retry((retry) -> with(retry, Jitter.NONE, retry.idempotencyKey(), DataSize.ofKilobytes(256)));
		this.users.upstream.repliesWith(200, Flux.error(new IOException("connection reset")));

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMillis(150));

		assertThat(call.error()).isInstanceOf(IOException.class).hasMessage("connection reset");
		assertThat(this.users.upstream.requests()).hasSize(3);
	}

	@Test
	void bodyLongerThanTheReplayBufferStreamsOn() {
		this.users.retry((retry) -> with(retry, Jitter.NONE, retry.idempotencyKey(), DataSize.ofBytes(8)));
		Flux<DataBuffer> body = Flux.range(0, 20).map((i) -> FakeUpstream.buffer("part" + i + " "));
		this.users.upstream.repliesWith(200, body);

		TestClient.Call call = this.users.get();

		assertThat(call.body()).startsWith("part0 part1 part2 ").endsWith("part19 ");
	}

	@Test
	void brokenBodyBeyondTheReplayBufferReachesTheCaller() {
		this.users.retry((retry) -> with(retry, Jitter.NONE, retry.idempotencyKey(), DataSize.ofBytes(8)));
		Flux<DataBuffer> body = Flux.range(0, 20)
			.map((i) -> FakeUpstream.buffer("part" + i + " "))
			.concatWith(Flux.error(new IOException("connection reset")));
		this.users.upstream.repliesWith(200, body);

		TestClient.Call call = this.users.get();
		this.users.advance(Duration.ofMillis(150));

		assertThat(call.error()).hasStackTraceContaining("connection reset");
		assertThat(this.users.upstream.requests()).hasSize(1);
	}

	@Test
	void abandonedReplayBufferGivesItsBuffersBack() {
		this.users.retry((retry) -> with(retry, Jitter.NONE, retry.idempotencyKey(), DataSize.ofKilobytes(256)));
		this.users.upstream.repliesWith(200,
				Flux.defer(() -> Flux.just(FakeUpstream.buffer("half"))).concatWith(Flux.never()));

		TestClient.Call call = this.users.get();
		call.cancel();

		assertThat(this.users.upstream.bodiesCancelled()).isOne();
	}

	private static WebClientRequestException refused() {
		return new WebClientRequestException(new ConnectException("Connection refused"), HttpMethod.POST,
				URI.create("http://users.internal/users"), new HttpHeaders());
	}

}
