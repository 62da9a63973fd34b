package io.httpwrapper.client;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import io.httpwrapper.call.RecentCalls;
import io.httpwrapper.error.AttemptTimeoutException;
import io.httpwrapper.error.DeadlineExceededException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.pipeline.plugin.FallbackFilter;
import io.httpwrapper.plugin.Fallback;
import io.httpwrapper.policy.InvalidSettingException;
import io.httpwrapper.policy.RetrySettings;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.settings.FallbackBody;
import io.httpwrapper.settings.FallbackCause;
import io.httpwrapper.settings.FallbackSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.publisher.TestPublisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FallbackTests {

	private final TestClient test = new TestClient().withoutRetry();

	@Test
	void openCircuitIsAnsweredByProperty() {
		this.test.failuresInARow(1).with(answers(200, "[]"));
		this.test.upstream.replies(500);
		this.test.get();

		TestClient.Call call = this.test.get();

		assertThat(call.status()).isEqualTo(200);
		assertThat(call.body()).isEqualTo("[]");
		assertThat(call.header(HttpHeaders.CONTENT_TYPE)).isEqualTo("application/json");
		assertThat(call.header(FallbackFilter.HEADER)).isEqualTo("circuit-open");
		assertThat(call.header("Cache-Status")).isEmpty();
		assertThat(this.test.upstream.requests()).hasSize(1);
	}

	@Test
	void eventsSayThatItWasAFallback() {
		this.test.with(answers(203, "[]"));
		this.test.upstream.replies(503);

		this.test.get();

		ClientEvent answered = this.test.listener.of(EventType.FALLBACK_ANSWERED).get(0);
		assertThat(answered.reason()).isEqualTo("status-503");
		assertThat(answered.status()).isEqualTo(203);
		assertThat(answered.key()).isEqualTo("users.internal");
		assertThat(this.test.listener.of(EventType.CALL_SUCCEEDED)).extracting(ClientEvent::reason)
			.containsExactly("fallback");
	}

	@Test
	void comesAfterTheLastAttempt() {
		TestClient retrying = new TestClient().with(answers(200, "[]"));
		retrying.upstream.replies(503);

		TestClient.Call call = retrying.get();
		assertThat(call.isOver()).isFalse();
		retrying.advance(Duration.ofSeconds(10));

		assertThat(call.body()).isEqualTo("[]");
		assertThat(retrying.upstream.requests()).hasSize(3);
		assertThat(retrying.upstream.bodiesRead()).isEqualTo(3);
	}

	@Test
	void timeoutsAreAnswered() {
		this.test.timeout("1S", "3S").with(answers(200, "[]"));
		this.test.upstream.hangs();

		TestClient.Call call = this.test.get();
		this.test.advance(Duration.ofSeconds(1));

		assertThat(call.header(FallbackFilter.HEADER)).isEqualTo("timeout");
		assertThat(this.test.listener.of(EventType.FALLBACK_ANSWERED)).extracting(ClientEvent::error)
			.hasOnlyElementsOfType(AttemptTimeoutException.class);
	}

	@Test
	void deadlineIsAnsweredAsWell() {
		this.test.timeout("0S", "3S").with(answers(200, "[]"));
		this.test.upstream.hangs();

		TestClient.Call call = this.test.get();
		this.test.advance(Duration.ofSeconds(3));

		assertThat(call.status()).isEqualTo(200);
		assertThat(this.test.upstream.requestsCancelled()).isOne();
	}

	@Test
	void brokenConnectionIsAnswered() {
		this.test.with(answers(200, "[]"));
		this.test.upstream.fails(new IOException("reset"));

		assertThat(this.test.get().header(FallbackFilter.HEADER)).isEqualTo("error");
	}

	@Test
	void clientErrorsAndBugsAreHandedOn() {
		this.test.with(answers(200, "[]"));
		this.test.upstream.replies(404).replies(429).fails(new IllegalStateException("a bug"));

		assertThat(this.test.get().status()).isEqualTo(404);
		assertThat(this.test.get().status()).isEqualTo(429);
		assertThat(this.test.get().error()).isInstanceOf(IllegalStateException.class);
		assertThat(this.test.listener.of(EventType.FALLBACK_ANSWERED)).isEmpty();
	}

	@Test
	void callerWhoLeavesGetsNoAnswer() {
		this.test.with(answers(200, "[]"));
		this.test.upstream.hangs();

		TestClient.Call call = this.test.get();
		call.cancel();

		assertThat(call.isOver()).isFalse();
		assertThat(this.test.listener.of(EventType.FALLBACK_ANSWERED)).isEmpty();
		assertThat(this.test.listener.of(EventType.CALL_CANCELLED)).hasSize(1);
	}

	@Test
	void propertyAnswersNoOrderThatWasNotPlaced() {
		this.test.with(answers(200, "[]"));
		this.test.upstream.replies(503);

		assertThat(this.test.post().status()).isEqualTo(503);
	}

	@Test
	void onlyKindsThatAreNamedAreAnswered() {
		FallbackSettings settings = FallbackSettings.DEFAULTS.with((it) -> it.enabled(true)
			.status(200)
			.contentType("text/plain")
			.on(EnumSet.of(FallbackCause.STATUS))
			.methods(Set.of("GET")));
		this.test.with(settings);
		this.test.upstream.fails(new IOException("reset")).replies(500);

		assertThat(this.test.get().error()).isInstanceOf(IOException.class);
		assertThat(this.test.get().status()).isEqualTo(200);
	}

	@Test
	void ownFallbackIsAskedFirstAndForAllMethods() {
		AtomicReference<Fallback.@Nullable Failure> seen = new AtomicReference<>();
		this.test.with(answers(200, "by property")).fallback((request, failure) -> {
			seen.set(failure);
			return request.method().name().equals("POST")
					? Mono.just(ClientResponse.create(HttpStatus.ACCEPTED).body("kept").build()) : Mono.empty();
		});
		this.test.upstream.replies(503);

		assertThat(this.test.post().body()).isEqualTo("kept");
		assertThat(seen.get()).isEqualTo(new Fallback.Failure(FallbackCause.STATUS, "status-503", 503, null));
		assertThat(this.test.get().body()).isEqualTo("by property");
	}

	@Test
	void ownFallbackThatThrowsOrFailsLeavesTheFailureAsItWas() {
		this.test.fallback((request, failure) -> {
			if (failure.status() == 500) {
				throw new IllegalStateException("broken");
			}
			return Mono.error(new IllegalStateException("broken"));
		});
		this.test.upstream.replies(500).fails(new IOException("reset"));

		assertThat(this.test.get().body()).isEqualTo("status 500");
		assertThat(this.test.get().error()).isInstanceOf(IOException.class).hasMessage("reset");
	}

	@Test
	void ownFallbackThatLacksALibraryLeavesTheFailureAsItWas() {
		this.test.fallback((request, failure) -> {
			throw new NoClassDefFoundError("broken");
		});
		this.test.upstream.replies(500);

		assertThat(this.test.get().body()).isEqualTo("status 500");
	}

	@Test
	void ownFallbackThatNeverAnswersEndsSoonAfterTheDeadline() {
		this.test.timeout("1S", "3S").fallback((request, failure) -> Mono.never());
		this.test.upstream.replies(503);

		TestClient.Call call = this.test.get();
		this.test.advance(Duration.ofMillis(3990));
		boolean before = call.isOver();
		this.test.advance(Duration.ofMillis(30));

		assertThat(before).isFalse();
		assertThat(call.error()).isInstanceOf(DeadlineExceededException.class);
		assertThat(this.test.client().snapshot().counters().inFlight()).isZero();
	}

	@Test
	void failedResponseIsGivenUpWhenTheCallerLeavesTheFallback() {
		this.test.fallback((request, failure) -> Mono.never());
		this.test.bulkhead(1, 0, "1S");
		this.test.upstream.replies(503);

		TestClient.Call call = this.test.get();
		call.cancel();

		assertThat(call.isOver()).isFalse();
		assertThat(this.test.client().snapshot().bulkhead()).extracting("inUse").isEqualTo(0);
		assertThat(this.test.client().snapshot().counters().inFlight()).isZero();
	}

	@Test
	void callerWhoLeavesLateLeavesNothingToReleaseTwice() {
		TestClient held = new TestClient().timeout("1S", "0S").with(answers(200, "[]")).retry(FallbackTests::heldOnce);
		NettyDataBuffer buffer = (NettyDataBuffer) FakeUpstream.buffer("status 503");
		buffer.retain();
		held.upstream.repliesWith(503, Flux.just(buffer));
		Disposable call = held.webClient().get().uri("/").exchangeToMono((response) -> Mono.never()).subscribe();

		call.dispose();

		assertThat(buffer.getNativeBuffer().refCnt()).isOne();
		buffer.release();
	}

	@Test
	void answerIsGivenUpWhenTheCallerLeavesWhileTheFailedResponseIsDropped() {
		TestPublisher<DataBuffer> answer = TestPublisher.create();
		this.test.fallback((request, failure) -> Mono.just(this.test.upstream.response(200, answer.flux())));
		this.test.upstream.repliesWith(503, Flux.never());

		TestClient.Call call = this.test.get();
		call.cancel();

		answer.assertWasSubscribed();
	}

	@Test
	void callerWhoLeavesWhileTheFailedResponseIsDroppedHasNoAnswer() {
		this.test.with(answers(200, "[]"));
		this.test.upstream.repliesWith(503, Flux.never());

		this.test.get().cancel();

		assertThat(this.test.listener.of(EventType.FALLBACK_ANSWERED)).isEmpty();
		assertThat(this.test.listener.of(EventType.CALL_CANCELLED)).extracting(ClientEvent::reason).containsExactly("");
	}

	@Test
	void canBeSwitchedWhileTheClientRuns() {
		this.test.upstream.replies(503);
		WrappedClient client = this.test.client();
		assertThat(this.test.get().status()).isEqualTo(503);

		client.change(with(client.settings(), answers(200, "[]")));
		assertThat(this.test.get().status()).isEqualTo(200);

		client.change(with(client.settings(), FallbackSettings.DEFAULTS));
		assertThat(this.test.get().status()).isEqualTo(503);
	}

	@Test
	void staleResponseGoesBeforeTheFallback() {
		this.test.cache().with(answers(200, "[]"));
		this.test.upstream.repliesText(200, "stored", "Cache-Control: max-age=1, stale-if-error=60").replies(503);
		this.test.get();
		this.test.advance(Duration.ofSeconds(2));

		TestClient.Call call = this.test.get();

		assertThat(call.body()).isEqualTo("stored");
		assertThat(this.test.listener.of(EventType.FALLBACK_ANSWERED)).isEmpty();
	}

	@Test
	void callIsExplained() {
		RecentCalls calls = new RecentCalls(10, 0, this.test.world.timeAndChance().random());
		this.test.with(answers(200, "[]")).calls(calls);
		this.test.upstream.replies(503);

		this.test.get();

		assertThat(calls.failed()).isEmpty();
		assertThat(calls.others().get(0).explanation()).contains("the fallback answered 200 for status-503");
	}

	@Test
	void settingsSayWhatIsWrong() {
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> answers(99, "[]"))
			.withMessageContaining("fallback.status must be a status from 200 to 599, but was 99");
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> FallbackSettings.DEFAULTS.with((it) -> it.enabled(true)
				.body(FallbackBody.valueOf("[]"))
				.contentType("text/plain")
				.on(Set.of())
				.methods(Set.of())))
			.withMessageContaining("fallback.status must be set where fallback.body is");
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> FallbackSettings.DEFAULTS
				.with((it) -> it.enabled(true).status(200).contentType("json").on(Set.of()).methods(Set.of())))
			.withMessageContaining("fallback.content-type");
		assertThatIllegalArgumentException().isThrownBy(() -> FallbackBody.valueOf("classpath:no-such-file.json"))
			.withMessageContaining("no-such-file.json");
	}

	private static RetrySettings heldOnce(RetrySettings old) {
		return old.with((it) -> it.enabled(true).maxAttempts(1).replayBuffer(DataSize.ofKilobytes(1)));
	}

	private static FallbackSettings answers(int status, String body) {
		return FallbackSettings.DEFAULTS.with((it) -> it.enabled(true)
			.status(status)
			.body(FallbackBody.valueOf(body))
			.contentType("application/json"));
	}

	private static ClientSettings with(ClientSettings old, FallbackSettings fallback) {
		return old.with((it) -> it.fallback(fallback));
	}

}
