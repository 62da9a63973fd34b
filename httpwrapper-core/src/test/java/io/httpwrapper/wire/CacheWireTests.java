package io.httpwrapper.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.httpwrapper.call.CallOptions;
import io.httpwrapper.call.ClientSnapshot;
import io.httpwrapper.client.CacheSettingsFixture;
import io.httpwrapper.fixture.RawServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.ResponseEntity;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The response cache over real connections.
 */
@Timeout(120)
class CacheWireTests {

	private static final String FRESH = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n";

	private static final String OK = FRESH + "Content-Length: 2\r\n\r\nok";

	/** Time for it on a machine that has other things to do. */
	private static final long A_FEW_HUNDRED_KILOBYTES = 320 * 1024;

	private static final Duration A_GIGABYTE = Duration.ofMinutes(3);

	private final WireClient client = new WireClient().cache(CacheSettingsFixture.enabled());

	private @Nullable RawServer running;

	@AfterEach
	void close() throws IOException {
		this.client.close();
		if (this.running != null) {
			this.running.close();
		}
	}

	@Test
	void secondCallIsAnsweredWithoutAConnection() throws IOException {
		RawServer server = server((peer) -> peer.answers(OK));
		this.client.get(server.url());
		server.close();

		ResponseEntity<String> second = this.client.get(server.url());

		assertThat(second.getBody()).isEqualTo("ok");
		assertThat(second.getHeaders().getFirst("Cache-Status")).startsWith("orders; hit");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 10\r\n\r\nhalf!", "Transfer-Encoding: chunked\r\n\r\n5\r\nhalf!\r\n",
			"Transfer-Encoding: chunked\r\n\r\n9\r\nhalf!" })
	void truncatedBodyIsNotStored(String rest) {
		RawServer server = server((peer) -> {
			peer.receives();
			peer.sends(FRESH + rest);
		}, (peer) -> peer.answers(OK));

		assertThatThrownBy(() -> this.client.get(server.url())).isNotNull();

		assertThat(this.client.get(server.url()).getBody()).isEqualTo("ok");
		assertThat(this.client.get(server.url()).getHeaders().getFirst("Cache-Status")).contains("hit");
		assertThat(cache().misses()).isEqualTo(2);
	}

	@Test
	void resetWithinTheBodyStoresNothing() {
		RawServer server = server((peer) -> {
			peer.receives();
			peer.sends(FRESH + "Content-Length: 10\r\n\r\nhalf!");
			peer.resets();
		}, (peer) -> peer.answers(OK));

		assertThatThrownBy(() -> this.client.get(server.url())).isNotNull();

		assertThat(this.client.get(server.url()).getBody()).isEqualTo("ok");
	}

	@Test
	void bodyThatItsCallerLeavesStoresNothingAndHoldsNothing() {
		RawServer server = server((peer) -> {
			peer.receives();
			peer.sends(FRESH + "Transfer-Encoding: chunked\r\n\r\n5\r\nhalf!\r\n");
			peer.awaitsEnd();
		}, (peer) -> peer.answers(OK));

		Long collected = this.client.webClient()
			.get()
			.uri(server.url())
			.exchangeToFlux((response) -> response.bodyToFlux(DataBuffer.class))
			.map((buffer) -> {
				DataBufferUtils.release(buffer);
				return collected();
			})
			.blockFirst(WireClient.PATIENCE);

		assertThat(collected).isPositive();
		assertThat(collected()).isZero();
		assertThat(cache().store().entries()).isZero();
		assertThat(this.client.get(server.url()).getBody()).isEqualTo("ok");
	}

	@Test
	void manyCallersOfAColdKeyMakeOneRequest() {
		RawServer server = server((peer) -> peer.answers(OK));

		List<ResponseEntity<String>> answers = Flux.fromStream(IntStream.range(0, 1000).boxed())
			.flatMap((i) -> WireClient.entity(this.client.webClient().get().uri(server.url())), 1000)
			.collectList()
			.block(WireClient.PATIENCE);

		assertThat(answers).hasSize(1000).allSatisfy((answer) -> assertThat(answer.getBody()).isEqualTo("ok"));
		assertThat(server.requests()).hasSize(1);
		assertThat(this.client.inFlight()).isZero();
	}

	@Test
	void bodyOfAGigabyteStreamsThroughInLittleMemory() {
		long gigabyte = DataSize.ofGigabytes(1).toBytes();
		String chunk = "x".repeat(1 << 20);
		RawServer server = server((peer) -> {
			peer.receives();
			peer.sends(FRESH + "Content-Type: application/octet-stream\r\nConnection: close\r\n\r\n");
			for (int i = 0; i < 1024; i++) {
				peer.sends(chunk);
			}
		});
		AtomicLong most = new AtomicLong();
		AtomicLong count = new AtomicLong();

		Long read = this.client.webClient()
			.get()
			.uri(server.url())
			.attributes(CallOptions.none().deadline(A_GIGABYTE))
			.exchangeToFlux((response) -> response.bodyToFlux(DataBuffer.class))
			.map((buffer) -> {
				int length = buffer.readableByteCount();
				DataBufferUtils.release(buffer);
				if (count.incrementAndGet() % 4 == 0) {
					most.accumulateAndGet(collected(), Math::max);
				}
				return (long) length;
			})
			.reduce(0L, Long::sum)
			.block(A_GIGABYTE);

		assertThat(read).isEqualTo(gigabyte);
		assertThat(most.get()).isBetween(100_000L, A_FEW_HUNDRED_KILOBYTES);
		assertThat(collected()).isZero();
		assertThat(cache().store().entries()).isZero();
	}

	@Test
	void bodyOfDeclaredGigabyteIsNotCollectedAtAll() {
		RawServer server = server((peer) -> {
			peer.receives();
			peer.sends(FRESH + "Content-Length: 1073741824\r\n\r\n" + "x".repeat(100_000));
			peer.awaitsEnd();
		});

		Mono<Long> taken = this.client.webClient()
			.get()
			.uri(server.url())
			.exchangeToFlux((response) -> response.bodyToFlux(DataBuffer.class))
			.map((buffer) -> {
				DataBufferUtils.release(buffer);
				return collected();
			})
			.take(3)
			.reduce(0L, Math::max);

		assertThat(taken.block(WireClient.PATIENCE)).isZero();
	}

	private RawServer server(RawServer.Script... scripts) {
		RawServer server = new RawServer(scripts);
		this.running = server;
		return server;
	}

	private ClientSnapshot.Cache cache() {
		return Objects.requireNonNull(this.client.client().snapshot().cache());
	}

	private long collected() {
		return cache().collecting();
	}

}
