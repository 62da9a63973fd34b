package io.httpwrapper.pipeline.call;

import java.time.Duration;

import io.httpwrapper.timing.DeadlineTimer;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of a client's calls: {@code timeout.call}, unless a call has its own
 * timeout. Thread-safe.
 */
public final class Deadlines {

	/** How long after its deadline a call ends that is still in a plugin. */
	private static final Duration GRACE = Duration.ofSeconds(1);

	private final TimeAndChance time;

	private final @Nullable Duration usual;

	private final DeadlineTimer.@Nullable Line line;

	private final DeadlineTimer.@Nullable Line lateLine;

	/**
	 * @param timeout {@code timeout.call}; zero for no deadline
	 */
	public Deadlines(Duration timeout, TimeAndChance time) {
		this.time = time;
		this.usual = timeout.isZero() ? null : timeout;
		this.line = timeout.isZero() ? null : time.timer().line(timeout);
		this.lateLine = timeout.isZero() ? null : time.timer().line(timeout.plus(GRACE));
	}

	/** The timeout of calls without their own; null for no deadline. */
	public @Nullable Duration usual() {
		return this.usual;
	}

	/**
	 * @param own the call's own timeout, or null for the usual one
	 */
	DeadlineTimer.Line line(@Nullable Duration own) {
		DeadlineTimer.Line usual = this.line;
		if (own != null) {
			return this.time.timer().once(own);
		}
		if (usual == null) {
			throw new IllegalStateException("There is no deadline");
		}
		return usual;
	}

	/** The line for the same timeout plus {@link #GRACE}. */
	DeadlineTimer.Line lateLine(@Nullable Duration own) {
		DeadlineTimer.Line usual = this.lateLine;
		if (own != null) {
			return this.time.timer().once(own.plus(GRACE));
		}
		if (usual == null) {
			throw new IllegalStateException("There is no deadline");
		}
		return usual;
	}

}
