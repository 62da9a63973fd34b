package io.httpwrapper.pipeline.attempt;

import java.util.function.Function;

import io.httpwrapper.policy.Permit;
import io.httpwrapper.policy.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Combines the permits of several guards into one. They are informed in reverse order.
 */
record Permits(Permit outer, Permit inner) implements Permit {

	/** Combines two permits; leaves out {@link Guard#NOTHING}. */
	static Permit of(Permit outer, Permit inner) {
		if (inner == Guard.NOTHING) {
			return outer;
		}
		return (outer == Guard.NOTHING) ? inner : new Permits(outer, inner);
	}

	@Override
	public void settle(Verdict verdict, long startNanos, long nowNanos, long retryAfterNanos) {
		this.inner.settle(verdict, startNanos, nowNanos, retryAfterNanos);
		this.outer.settle(verdict, startNanos, nowNanos, retryAfterNanos);
	}

	@Override
	public void answered(int status, Function<String, @Nullable String> header, long nowNanos) {
		this.inner.answered(status, header, nowNanos);
		this.outer.answered(status, header, nowNanos);
	}

	@Override
	public void unsent() {
		this.inner.unsent();
		this.outer.unsent();
	}

	@Override
	public void bodyFailed(long nowNanos) {
		this.inner.bodyFailed(nowNanos);
		this.outer.bodyFailed(nowNanos);
	}

	@Override
	public void release() {
		this.inner.release();
		this.outer.release();
	}

}
