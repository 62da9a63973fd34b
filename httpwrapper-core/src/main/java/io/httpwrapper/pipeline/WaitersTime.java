package io.httpwrapper.pipeline;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.httpwrapper.timing.DeadlineTimer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * How long a call waits for the store, or for what another call has asked for: until its
 * own deadline, as no stage below watches over it.
 */
final class WaitersTime extends DeadlineTimer.Entry {

	private final CacheCall call;

	private final Duration timeout;

	/** For a deadline that is not the client's usual one. */
	private volatile @Nullable Disposable task;

	WaitersTime(CacheCall call, Duration timeout) {
		this.call = call;
		this.timeout = timeout;
	}

	void start() {
		Exchange exchange = this.call.exchange;
		ResponseCache cache = this.call.cache;
		DeadlineTimer.Line line = cache.usualTime();
		if (line != null && this.timeout == exchange.plan.callTimeout()) {
			line.arm(this, exchange.startNanos);
		}
		else {
			long remaining = exchange.remainingNanos(cache.nanoTime());
			this.task = cache.time().scheduler().schedule(this::expired, Math.max(0, remaining), TimeUnit.NANOSECONDS);
		}
	}

	void stop() {
		disarm();
		Disposable task = this.task;
		if (task != null) {
			task.dispose();
		}
	}

	@Override
	protected void expired() {
		this.call.expired(this.timeout);
	}

}
