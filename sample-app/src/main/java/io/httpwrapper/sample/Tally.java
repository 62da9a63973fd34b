package io.httpwrapper.sample;

import java.util.concurrent.atomic.LongAdder;

import io.httpwrapper.error.CallRejectedException;
import reactor.core.publisher.Mono;

/**
 * Counts how the calls of one client went. Thread-safe.
 */
final class Tally {

	private final String client;

	private final LongAdder succeeded = new LongAdder();

	private final LongAdder refused = new LongAdder();

	private final LongAdder failed = new LongAdder();

	Tally(String client) {
		this.client = client;
	}

	/**
	 * Makes the call and counts it; errors go no further.
	 */
	Mono<Void> count(Mono<?> call) {
		return call.doOnSuccess((answer) -> this.succeeded.increment())
			.doOnError(this::failed)
			.then()
			.onErrorComplete();
	}

	private void failed(Throwable error) {
		((error instanceof CallRejectedException) ? this.refused : this.failed).increment();
	}

	/**
	 * How the calls since the last report went, as a part of a sentence.
	 */
	String report() {
		return "%s %d ok".formatted(this.client, this.succeeded.sumThenReset())
				+ part(this.refused.sumThenReset(), "refused") + part(this.failed.sumThenReset(), "failed");
	}

	private static String part(long count, String what) {
		return (count > 0) ? ", " + count + " " + what : "";
	}

}
