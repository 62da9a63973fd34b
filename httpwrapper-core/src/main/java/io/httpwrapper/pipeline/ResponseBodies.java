package io.httpwrapper.pipeline;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Getting rid of bodies that nobody will read, so that their connections can be used
 * again or are closed.
 */
final class ResponseBodies {

	/** A body that is longer costs more to read than a new connection. */
	private static final long MOST_BYTES = 64 * 1024;

	private static final Duration LONGEST = Duration.ofMillis(500);

	private ResponseBodies() {
	}

	/**
	 * Reads the body to its end, so that the connection can be used again; if it is long
	 * or slow, gives it up, which closes the connection. Never fails.
	 */
	static Mono<Void> release(ClientResponse response, Scheduler scheduler) {
		return drain(response).timeout(LONGEST, Mono.empty(), scheduler);
	}

	/**
	 * The same for one that nobody waits for.
	 */
	static void drop(ClientResponse response, Exchange exchange) {
		release(response, exchange.client.time().scheduler()).subscribe();
	}

	/**
	 * A wait during which a response is held back: it is dropped if the caller leaves
	 * meanwhile. A cancel may come late, when somebody else has the response.
	 */
	static <T> Mono<T> holding(ClientResponse response, Exchange exchange, Mono<T> wait) {
		return Mono.defer(() -> {
			AtomicBoolean over = new AtomicBoolean();
			return wait.doOnTerminate(() -> over.set(true)).doOnCancel(() -> {
				if (!over.get()) {
					abandon(response, exchange);
				}
			});
		});
	}

	/**
	 * Drops the body of a response that somebody may have begun to release already.
	 */
	static void abandon(ClientResponse response, Exchange exchange) {
		if (response instanceof TrackedResponse tracked) {
			tracked.abandon();
		}
		else {
			drop(response, exchange);
		}
	}

	private static Mono<Void> drain(ClientResponse response) {
		return Mono.defer(() -> {
			AtomicLong bytes = new AtomicLong();
			return response.body(BodyExtractors.toDataBuffers())
				.map((buffer) -> bytes.addAndGet(releasedBytes(buffer)))
				.takeUntil((total) -> total > MOST_BYTES)
				.then();
		}).onErrorComplete();
	}

	private static int releasedBytes(DataBuffer buffer) {
		int count = buffer.readableByteCount();
		DataBufferUtils.release(buffer);
		return count;
	}

}
