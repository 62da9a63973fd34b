package io.httpwrapper.pipeline;

import java.time.Duration;

import io.httpwrapper.policy.Admission;
import io.httpwrapper.timing.DeadlineTimer;

/**
 * Ends an attempt that got no response head in time. Where the call's deadline comes
 * first, that one ends it, and the attempt counts as timed out alike. The attempt disarms
 * its timeout itself when it is settled, so that there is nothing to hand out.
 */
final class AttemptTimeoutGuard implements Guard {

	private final long timeoutNanos;

	private final DeadlineTimer.Line line;

	AttemptTimeoutGuard(Duration timeout, DeadlineTimer timer) {
		this.timeoutNanos = timeout.toNanos();
		this.line = timer.line(timeout);
	}

	@Override
	public Admission enter(Attempt attempt, long nowNanos) {
		if (attempt.exchange().remainingNanos(nowNanos) > this.timeoutNanos) {
			this.line.arm(attempt, nowNanos);
		}
		return AttemptFilter.NOTHING;
	}

}
