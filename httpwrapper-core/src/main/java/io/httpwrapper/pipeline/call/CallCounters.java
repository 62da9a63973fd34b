package io.httpwrapper.pipeline.call;

import java.util.concurrent.atomic.LongAdder;

import io.httpwrapper.call.ClientSnapshot;

/**
 * Counts what happened to a client's calls and attempts, without contention.
 */
public final class CallCounters {

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

	public void started() {
		this.started.increment();
	}

	/** The call is over, with the end of its body. */
	public void ended() {
		this.ended.increment();
	}

	public void succeeded() {
		this.succeeded.increment();
	}

	public void failed() {
		this.failed.increment();
	}

	public void cancelled() {
		this.cancelled.increment();
	}

	public void attempted() {
		this.attempts.increment();
	}

	public void retried() {
		this.retries.increment();
	}

	public void rejected() {
		this.rejected.increment();
	}

	/**
	 * @param nanos since the call began
	 * @param bytes bytes that the reader of the body received
	 */
	public void bodyEnded(long nanos, long bytes) {
		this.bodies.increment();
		this.bodyNanos.add(nanos);
		if (bytes > 0) {
			this.bodyBytes.add(bytes);
		}
	}

	public ClientSnapshot.Counters snapshot() {
		long over = this.ended.sum();
		return new ClientSnapshot.Counters(this.started.sum(), this.succeeded.sum(), this.failed.sum(),
				this.cancelled.sum(), Math.max(0, this.started.sum() - over), this.attempts.sum(), this.retries.sum(),
				this.rejected.sum(), this.bodies.sum(), this.bodyNanos.sum(), this.bodyBytes.sum());
	}

}
