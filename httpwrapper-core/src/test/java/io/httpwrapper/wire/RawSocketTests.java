package io.httpwrapper.wire;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.httpwrapper.error.AttemptTimeoutException;
import io.httpwrapper.error.DeadlineExceededException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.RawServer;
import io.httpwrapper.fixture.RecordingBreaker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.ResponseEntity;
import org.springframework.util.unit.DataSize;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a broken server does to a client over real connections.
 */
@Timeout(120)
class RawSocketTests {

	private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

	private static final String HALF = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf!";

	private static final String UNAVAILABLE = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy";

	private static final String LONG_HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";

	private final RecordingBreaker breaker = new RecordingBreaker();

	private final WireClient client = new WireClient().breakers(this.breaker);

	private @Nullable RawServer running;

	@AfterEach
	void close() throws IOException {
		this.client.close();
		if (this.running != null) {
			this.running.close();
		}
	}

	@Test
	void refusedConnectionIsTriedAgainForGet() {
		String nobody = RawServer.nobody();

		assertThatThrownBy(() -> this.client.get(nobody)).hasRootCauseInstanceOf(ConnectException.class);

		assertThat(attempts()).isEqualTo(3);
		assertThat(this.breaker.heard()).containsExactly("NOT_SENT", "release", "NOT_SENT", "release", "NOT_SENT",
				"release");
	}

	@Test
	void refusedConnectionIsTriedAgainForPost() {
		String nobody = RawServer.nobody();

		assertThatThrownBy(() -> this.client.post(nobody)).hasRootCauseInstanceOf(ConnectException.class);

		assertThat(attempts()).isEqualTo(3);
		assertThat(this.client.listener.of(EventType.RETRY_SCHEDULED)).extracting(ClientEvent::reason)
			.containsOnly("not-sent");
	}

	@Test
	void resetBeforeTheHeadIsRepeatedForGet() {
		serve((peer) -> {
			peer.receives();
			peer.resets();
		}, (peer) -> peer.answers(OK));

		assertThat(this.client.get(server().url()).getBody()).isEqualTo("ok");

		assertThat(server().requests()).hasSize(2);
		assertThat(this.breaker.heard()).containsExactly("FAILURE", "release", "SUCCESS", "release");
	}

	@Test
	void resetBeforeTheHeadIsNotRepeatedForPost() {
		serve((peer) -> {
			peer.receives();
			peer.resets();
		}, (peer) -> peer.answers(OK));

		assertThatThrownBy(() -> this.client.post(server().url())).hasRootCauseInstanceOf(IOException.class);

		assertThat(server().requests()).hasSize(1);
		assertThat(this.client.listener.of(EventType.RETRY_STOPPED)).extracting(ClientEvent::reason)
			.containsExactly("method");
	}

	@Test
	void connectionThatTheServerClosedWhileIdleDoesNotFailAGet() {
		serve((peer) -> {
			peer.receives();
			peer.sends(OK);
			peer.resets();
		}, (peer) -> peer.answers(OK));

		assertThat(this.client.get(server().url()).getBody()).isEqualTo("ok");
		assertThat(this.client.get(server().url()).getBody()).isEqualTo("ok");
	}

	@Test
	void resetWithinTheBodyFailsTheCallAndIsReportedOnce() {
		serve((peer) -> {
			peer.receives();
			peer.sends(HALF);
			this.client.awaitHeadJudged();
			peer.resets();
		});

		assertThatThrownBy(() -> this.client.get(server().url())).hasRootCauseInstanceOf(IOException.class);

		assertThat(server().requests()).hasSize(1);
		assertThat(this.client.listener.of(EventType.BODY_FAILED)).hasSize(1);
		assertThat(this.breaker.heard()).containsExactly("SUCCESS", "body-failed", "release");
		assertThat(this.client.inFlight()).isZero();
	}

	@Test
	void resetWithinTheReplayBufferIsRepeated() {
		this.client.replayBuffer(DataSize.ofKilobytes(64));
		serve((peer) -> {
			peer.receives();
			peer.sends(HALF);
			this.client.awaitHeadJudged();
			peer.resets();
		}, (peer) -> peer.answers(OK));

		assertThat(this.client.get(server().url()).getBody()).isEqualTo("ok");

		assertThat(this.client.listener.of(EventType.RETRY_SCHEDULED)).extracting(ClientEvent::reason)
			.containsExactly("body");
		assertThat(this.breaker.heard()).containsExactly("SUCCESS", "body-failed", "release", "SUCCESS", "release");
	}

	@Test
	void postIsNotHeldBackByTheReplayBuffer() {
		this.client.replayBuffer(DataSize.ofKilobytes(64));
		serve((peer) -> {
			peer.receives();
			peer.sends(HALF);
			this.client.awaitHeadJudged();
			peer.resets();
		}, (peer) -> peer.answers(OK));

		assertThatThrownBy(() -> this.client.post(server().url())).hasRootCauseInstanceOf(IOException.class);

		assertThat(server().requests()).hasSize(1);
	}

	@Test
	void bodyShorterThanItsLengthIsAnError() {
		serve((peer) -> {
			peer.receives();
			peer.sends(HALF);
		});

		assertThatThrownBy(() -> this.client.get(server().url())).hasRootCauseInstanceOf(IOException.class);

		assertThat(this.client.listener.of(EventType.BODY_FAILED)).hasSize(1);
		assertThat(server().requests()).hasSize(1);
	}

	@Test
	void bodyShorterThanItsLengthWithinTheReplayBufferIsRepeated() {
		this.client.replayBuffer(DataSize.ofKilobytes(64));
		serve((peer) -> {
			peer.receives();
			peer.sends(HALF);
		}, (peer) -> peer.answers(OK));

		assertThat(this.client.get(server().url()).getBody()).isEqualTo("ok");
	}

	@Test
	void chunkedBodyWithoutItsEndIsAnError() {
		serve((peer) -> {
			peer.receives();
			peer.sends("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf!\r\n");
		});

		assertThatThrownBy(() -> this.client.get(server().url())).hasRootCauseInstanceOf(IOException.class);

		assertThat(this.client.listener.of(EventType.BODY_FAILED)).hasSize(1);
	}

	@Test
	void serverThatEndsItsHalfBeforeTheHeadIsRepeatedForGet() {
		serve((peer) -> {
			peer.receives();
			peer.sendsNoMore();
			peer.awaitsEnd();
		}, (peer) -> peer.answers(OK));

		assertThat(this.client.get(server().url()).getBody()).isEqualTo("ok");
	}

	@Test
	void bodyThatEndsWithTheServersHalfIsWhole() {
		serve((peer) -> {
			peer.receives();
			peer.sends("HTTP/1.1 200 OK\r\n\r\nall of it");
			peer.sendsNoMore();
			peer.awaitsEnd();
		});

		assertThat(this.client.get(server().url()).getBody()).isEqualTo("all of it");
	}

	@Test
	void garbageInsteadOfAResponseFailsTheCall() {
		serve((peer) -> {
			peer.receives();
			peer.sends("SSH-2.0-OpenSSH\r\n\r\n");
			peer.awaitsEnd();
		});

		assertThatThrownBy(() -> this.client.get(server().url())).isInstanceOf(RuntimeException.class);

		assertThat(this.breaker.heard()).startsWith("FAILURE", "release");
		assertThat(this.client.inFlight()).isZero();
	}

	@Test
	void slowHeadTimesOutEachAttemptAndTheBreakerHearsIt() throws InterruptedException {
		this.client.timeout(Duration.ofMillis(200), Duration.ofSeconds(10));
		serve((peer) -> {
			peer.receives();
			peer.awaitsEnd();
		});

		assertThatExceptionOfType(AttemptTimeoutException.class).isThrownBy(() -> this.client.get(server().url()))
			.satisfies((timeout) -> assertThat(timeout.attempt()).isEqualTo(3))
			.satisfies((timeout) -> assertThat(timeout.getSuppressed())
				.filteredOn(AttemptTimeoutException.class::isInstance)
				.hasSize(2));

		assertThat(server().awaitClientLeft()).as("the connection is closed").isTrue();
		assertThat(this.breaker.heard()).containsExactly("FAILURE", "release", "FAILURE", "release", "FAILURE",
				"release");
	}

	@Test
	void slowHeadIsNotRepeatedForPost() {
		this.client.timeout(Duration.ofMillis(200), Duration.ofSeconds(10));
		serve((peer) -> {
			peer.receives();
			peer.awaitsEnd();
		});

		assertThatExceptionOfType(AttemptTimeoutException.class).isThrownBy(() -> this.client.post(server().url()));

		assertThat(server().requests()).hasSize(1);
	}

	@Test
	void secondAttemptAfterASlowHeadMaySucceed() {
		this.client.timeout(Duration.ofMillis(200), Duration.ofSeconds(10));
		serve((peer) -> {
			peer.receives();
			peer.awaitsEnd();
		}, (peer) -> peer.answers(OK));

		assertThat(this.client.get(server().url()).getBody()).isEqualTo("ok");
	}

	@Test
	void callsTimeEndsAnAttemptThatIsStillWaitingForItsHead() throws InterruptedException {
		this.client.timeout(Duration.ofMillis(300), Duration.ofMillis(300));
		serve((peer) -> {
			peer.receives();
			peer.awaitsEnd();
		});

		assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() -> this.client.get(server().url()))
			.satisfies((timeout) -> assertThat(timeout.inBody()).isFalse());

		assertThat(server().awaitClientLeft()).as("the connection is closed").isTrue();
		assertThat(this.breaker.heard()).containsExactly("FAILURE", "release");
	}

	@Test
	void dripOfABodyIsBrokenByTheDeadline() throws InterruptedException {
		this.client.timeout(Duration.ofMillis(500), Duration.ofMillis(500));
		serve((peer) -> {
			peer.receives();
			peer.sends(LONG_HEAD);
			peer.drips();
		});

		assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() -> this.client.get(server().url()))
			.satisfies((timeout) -> assertThat(timeout.inBody()).isTrue());

		assertThat(server().awaitClientLeft()).as("the connection is closed").isTrue();
		assertThat(this.breaker.heard()).containsExactly("SUCCESS", "body-failed", "release");
		assertThat(this.client.inFlight()).isZero();
	}

	@Test
	void dripIntoTheReplayBufferIsBrokenByTheDeadline() throws InterruptedException {
		this.client.timeout(Duration.ofMillis(500), Duration.ofMillis(500)).replayBuffer(DataSize.ofKilobytes(64));
		serve((peer) -> {
			peer.receives();
			peer.sends(LONG_HEAD);
			peer.drips();
		});

		assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() -> this.client.get(server().url()));

		assertThat(server().awaitClientLeft()).as("the connection is closed").isTrue();
		assertThat(this.breaker.heard()).last().isEqualTo("release");
		assertThat(this.client.inFlight()).isZero();
	}

	@Test
	void dripThatNobodyReadsIsBrokenByTheDeadline() throws InterruptedException {
		this.client.timeout(Duration.ofMillis(300), Duration.ofMillis(300));
		serve((peer) -> {
			peer.receives();
			peer.sends(LONG_HEAD);
			peer.drips();
		});

		Disposable call = this.client.webClient()
			.get()
			.uri(server().url())
			.exchangeToMono((response) -> Mono.never())
			.subscribe();

		assertThat(server().awaitClientLeft()).as("the connection is closed").isTrue();
		assertThat(this.client.inFlight()).isZero();
		call.dispose();
	}

	@Test
	void callerWhoLeavesADripUnreadDoesNotHoldTheConnection() throws InterruptedException {
		serve((peer) -> {
			peer.receives();
			peer.sends(LONG_HEAD);
			peer.drips();
		});

		Disposable call = this.client.webClient()
			.get()
			.uri(server().url())
			.exchangeToMono((response) -> Mono.never())
			.subscribe();
		this.client.awaitHeadJudged();
		call.dispose();

		assertThat(this.client.inFlight()).isZero();
		assertThat(server().awaitClientLeft()).as("the connection is closed").isTrue();
	}

	@Test
	void callerWhoLeavesWithinTheBodyClosesTheConnection() throws InterruptedException {
		CountDownLatch read = new CountDownLatch(1);
		serve((peer) -> {
			peer.receives();
			peer.sends(LONG_HEAD);
			peer.drips();
		});

		Disposable call = this.client.webClient()
			.get()
			.uri(server().url())
			.retrieve()
			.bodyToFlux(DataBuffer.class)
			.subscribe((buffer) -> {
				DataBufferUtils.release(buffer);
				read.countDown();
			});
		assertThat(read.await(WireClient.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		call.dispose();

		assertThat(server().awaitClientLeft()).as("the connection is closed").isTrue();
		assertThat(this.breaker.heard()).containsExactly("SUCCESS", "release");
	}

	@Test
	void callerWhoLeavesWithinTheReplayedPartClosesTheConnection() throws InterruptedException {
		this.client.replayBuffer(DataSize.ofBytes(1));
		serve((peer) -> {
			peer.receives();
			peer.sends(LONG_HEAD + "xx");
			peer.drips();
		});

		Integer bytes = this.client.webClient()
			.get()
			.uri(server().url())
			.retrieve()
			.bodyToFlux(DataBuffer.class)
			.map(RawSocketTests::released)
			.next()
			.block(WireClient.PATIENCE);

		assertThat(bytes).isPositive();
		assertThat(this.breaker.heard()).containsExactly("SUCCESS", "release");
		assertThat(server().awaitClientLeft()).as("the connection is closed").isTrue();
	}

	@Test
	void bodyLongerThanTheReplayBufferArrivesWhole() {
		this.client.replayBuffer(DataSize.ofKilobytes(1)).maxConnections(1);
		String body = "0123456789".repeat(20_000);
		serve((peer) -> peer.answers("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));

		for (int i = 0; i < 20; i++) {
			assertThat(this.client.get(server().url()).getBody()).isEqualTo(body);
		}

		assertThat(server().connections()).isEqualTo(1);
	}

	@Test
	void connectionOfADroppedResponseIsUsedAgain() {
		this.client.maxConnections(1);
		serve((peer) -> {
			peer.receives();
			peer.sends(UNAVAILABLE);
			peer.receives();
			peer.sends(UNAVAILABLE);
			peer.answers(OK);
		});

		ResponseEntity<String> response = this.client.get(server().url());

		assertThat(response.getBody()).isEqualTo("ok");
		assertThat(server().requests()).hasSize(3);
		assertThat(server().connections()).isEqualTo(1);
	}

	@Test
	void connectionOfALongDroppedResponseIsClosed() throws InterruptedException {
		serve((peer) -> {
			peer.receives();
			peer.sends("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 10000000\r\n\r\n" + "x".repeat(100_000));
			peer.awaitsEnd();
		}, (peer) -> peer.answers(OK));

		assertThat(this.client.get(server().url()).getBody()).isEqualTo("ok");

		assertThat(server().awaitClientLeft()).isTrue();
		assertThat(server().connections()).isEqualTo(2);
	}

	@Test
	void dripOfADroppedResponseDelaysTheNextAttemptNotForLong() throws InterruptedException {
		serve((peer) -> {
			peer.receives();
			peer.sends("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 10000000\r\n\r\n");
			peer.drips();
		}, (peer) -> peer.answers(OK));

		assertThat(this.client.get(server().url()).getBody()).isEqualTo("ok");

		assertThat(server().awaitClientLeft()).isTrue();
	}

	@Test
	void lastResponseStaysAResponseWithItsBody() {
		serve((peer) -> peer.answers(UNAVAILABLE));

		ResponseEntity<String> response = this.client.get(server().url());

		assertThat(response.getStatusCode().value()).isEqualTo(503);
		assertThat(response.getBody()).isEqualTo("busy");
		assertThat(server().requests()).hasSize(3);
	}

	private void serve(RawServer.Script... scripts) {
		this.running = new RawServer(scripts);
	}

	private RawServer server() {
		return Objects.requireNonNull(this.running, "serve(…) comes first");
	}

	private long attempts() {
		return this.client.client().snapshot().counters().attempts();
	}

	private static int released(DataBuffer buffer) {
		int bytes = buffer.readableByteCount();
		DataBufferUtils.release(buffer);
		return bytes;
	}

}
