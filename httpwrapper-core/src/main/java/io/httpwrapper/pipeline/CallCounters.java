package io.httpwrapper.pipeline;

import java.util.concurrent.atomic.LongAdder;

/**
 * What happened to a client's calls and attempts, counted without contention.
 */
final class CallCounters {

	private final LongAdder started = new LongAdder();

	private final LongAdder ended = new LongAdder();

	private final LongAdder succeeded = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final LongAdder cancelled = new LongAdder();

	private final LongAdder attempts = new LongAdder();

	private final LongAdder retries = new LongAdder();

	private final LongAdder rejected = new LongAdder();

	private final LongAdder bodies = new LongAdder();

	private final LongAdder bodyNanos = new LongAdder();

	private final LongAdder bodyBytes = new LongAdder();

	void started() {
		this.started.increment();
	}

	/** With the body's end. */
	void ended() {
		this.ended.increment();
	}

	void succeeded() {
		this.succeeded.increment();
	}

	void failed() {
		this.failed.increment();
	}

	void cancelled() {
		this.cancelled.increment();
	}

	void attempted() {
		this.attempts.increment();
	}

	void retried() {
		this.retries.increment();
	}

	void rejected() {
		this.rejected.increment();
	}

	/**
	 * @param nanos since the call began
	 * @param bytes that its reader was given
	 */
	void bodyEnded(long nanos, long bytes) {
		this.bodies.increment();
		this.bodyNanos.add(nanos);
		if (bytes > 0) {
			this.bodyBytes.add(bytes);
		}
	}

	ClientSnapshot.Counters snapshot() {
		long over = this.ended.sum();
		return new ClientSnapshot.Counters(this.started.sum(), this.succeeded.sum(), this.failed.sum(),
				this.cancelled.sum(), Math.max(0, this.started.sum() - over), this.attempts.sum(), this.retries.sum(),
				this.rejected.sum(), this.bodies.sum(), this.bodyNanos.sum(), this.bodyBytes.sum());
	}

}
