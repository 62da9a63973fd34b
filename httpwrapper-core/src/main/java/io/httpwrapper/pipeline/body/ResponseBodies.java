package io.httpwrapper.pipeline.body;

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
 * Discards bodies that nobody will read, so that their connections are reused or closed.
 */
public final class ResponseBodies {

	/** Reading a longer body costs more than a new connection. */
	private static final long MOST_BYTES = 64 * 1024;

	private static final Duration LONGEST = Duration.ofMillis(500);

	private ResponseBodies() {
	}

	/**
	 * Reads the body to its end, so that the connection can be used again. A long or slow
	 * body is cancelled, which closes the connection. Never fails.
	 */
	public static Mono<Void> release(ClientResponse response, Scheduler scheduler) {
		return drain(response).timeout(LONGEST, Mono.empty(), scheduler);
	}

	/**
	 * The same, but it starts now and completes even if nobody waits for it.
	 * @return completes when it has ended
	 */
	public static Mono<Void> releaseNow(ClientResponse response, Scheduler scheduler) {
		Mono<Void> release = release(response, scheduler).cache();
		release.subscribe();
		return release;
	}

	/**
	 * The same, without waiting for it.
	 */
	public static void drop(ClientResponse response, Scheduler scheduler) {
		release(response, scheduler).subscribe();
	}

	/**
	 * A wait during which a response is held back. If the caller cancels meanwhile, the
	 * response is dropped. A cancel that comes after the wait does not touch the
	 * response, which then belongs to another stage.
	 */
	public static <T> Mono<T> holding(ClientResponse response, Scheduler scheduler, Mono<T> wait) {
		return Mono.defer(() -> {
			AtomicBoolean over = new AtomicBoolean();
			return wait.doOnTerminate(() -> over.set(true)).doOnCancel(() -> {
				if (!over.get()) {
					abandon(response, scheduler);
				}
			});
		});
	}

	/**
	 * Drops the body of a response whose release may have started already.
	 */
	public static void abandon(ClientResponse response, Scheduler scheduler) {
		if (response instanceof TrackedResponse tracked) {
			tracked.abandon();
		}
		else {
			drop(response, scheduler);
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
