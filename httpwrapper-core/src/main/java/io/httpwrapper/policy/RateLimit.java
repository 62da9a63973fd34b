package io.httpwrapper.policy;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * One limit: tokens come evenly over time, and up to {@code burst} of them are saved. So
 * no window of length {@code per} sees more than {@code permits + burst} requests.
 *
 * @param permits requests for each {@code per}; at least 1
 * @param per the time that they are for; more than zero and at least 1 ns per permit
 * @param burst most requests at once after a pause; 0: as many as {@code permits}
 */
public record RateLimit(int permits, Duration per, int burst) {

	private static final Duration LONGEST = Duration.ofDays(366);

	public RateLimit {
		Check.that("rate-limit.limits", permits >= 1, "have at least 1 permit each", permits);
		Check.that("rate-limit.limits", isPossible(per, permits), "have a per of 1 ns per permit up to 366 days each",
				String.valueOf(per));
		Check.that("rate-limit.limits", burst >= 0, "not have a negative burst", burst);
		burst = (burst == 0) ? permits : burst;
	}

	/**
	 * A limit with a {@code burst} of {@code permits}.
	 * @throws InvalidSettingException if {@code permits} or {@code per} are out of range
	 */
	public static RateLimit of(int permits, Duration per) {
		return new RateLimit(permits, per, 0);
	}

	/** The binder passes null where nothing is written. */
	static boolean isPossible(@Nullable Duration per, int permits) {
		return per != null && per.compareTo(LONGEST) <= 0 && per.compareTo(Duration.ofNanos(permits)) >= 0;
	}

	/**
	 * Makes a limit that differs from this one, which stays as it is.
	 * @param change is given a builder that starts with this limit
	 * @return the limit after the change
	 * @throws InvalidSettingException if it is not valid
	 */
	public RateLimit with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Sets the components of {@link RateLimit}, each by a method of its name; checked at
	 * the end, as a whole. Not thread-safe.
	 */
	public static final class Builder {

		private int permits;

		private Duration per;

		private int burst;

		private Builder(RateLimit limit) {
			this.permits = limit.permits;
			this.per = limit.per;
			this.burst = limit.burst;
		}

		public Builder permits(int permits) {
			this.permits = permits;
			return this;
		}

		public Builder per(Duration per) {
			this.per = per;
			return this;
		}

		public Builder burst(int burst) {
			this.burst = burst;
			return this;
		}

		private RateLimit build() {
			return new RateLimit(this.permits, this.per, this.burst);
		}

	}

}
