package io.httpwrapper.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.RawServer;
import io.httpwrapper.policy.BulkheadSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/** A bulkhead over real connections. */
@Timeout(120)
class BulkheadWireTests {

	@Test
	void callsAreServedOneAfterAnotherUpToTheEndsOfTheirBodies() throws Exception {
		CountDownLatch allAsked = new CountDownLatch(1);
		AtomicInteger underWay = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		RawServer.Script slowly = (peer) -> {
			while (peer.receives()) {
				most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
				allAsked.await();
				peer.sends("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
				underWay.decrementAndGet();
				peer.sends("k");
			}
		};
		try (RawServer server = new RawServer(slowly); WireClient client = new WireClient().maxConcurrent(1)) {
			List<CompletableFuture<ResponseEntity<String>>> calls = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				calls.add(WireClient.entity(client.webClient().get().uri(server.url())).toFuture());
			}
			assertThat(bulkhead(client).inUse()).isOne();
			assertThat(bulkhead(client).waiting()).isEqualTo(2);
			allAsked.countDown();

			for (CompletableFuture<ResponseEntity<String>> call : calls) {
				assertThat(call.get().getBody()).isEqualTo("ok");
			}
			assertThat(most.get()).isOne();
			assertThat(server.requests()).hasSize(3);
			assertThat(client.listener.of(EventType.ATTEMPT_WAITED)).hasSize(2);
			assertThat(bulkhead(client).inUse()).isZero();
			assertThat(bulkhead(client).waiting()).isZero();
		}
	}

	private static BulkheadSnapshot bulkhead(WireClient client) {
		return Objects.requireNonNull(client.client().snapshot().bulkhead());
	}

}
