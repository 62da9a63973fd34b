package io.httpwrapper.policy;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * How many attempts of the client may be under way at once, and how many may wait.
 *
 * @param maxConcurrent number of permits: most attempts under way, each until the end of
 * its response body; 1 to 1,000,000, or null for no limit
 * @param maxWaiting most attempts that wait for a permit, first come, first served; one
 * more is refused at once. Zero: none waits; at most 1,000,000
 * @param maxWait longest wait for a permit; more than zero
 */
public record BulkheadSettings(@Nullable ConcurrencyLimit maxConcurrent, int maxWaiting, Duration maxWait) {

	public static final BulkheadSettings DEFAULTS = new BulkheadSettings(null, 100, Duration.ofSeconds(1));

	public BulkheadSettings {
		Check.that("bulkhead.max-waiting", maxWaiting >= 0 && maxWaiting <= 1_000_000, "be from 0 to 1000000",
				maxWaiting);
		maxWait = Check.positive("bulkhead.max-wait", maxWait);
	}

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws InvalidSettingException if they cannot be so
	 */
	public BulkheadSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable ConcurrencyLimit maxConcurrent;

		private int maxWaiting;

		private Duration maxWait;

		private Builder(BulkheadSettings settings) {
			this.maxConcurrent = settings.maxConcurrent;
			this.maxWaiting = settings.maxWaiting;
			this.maxWait = settings.maxWait;
		}

		public Builder maxConcurrent(@Nullable ConcurrencyLimit maxConcurrent) {
			this.maxConcurrent = maxConcurrent;
			return this;
		}

		public Builder maxWaiting(int maxWaiting) {
			this.maxWaiting = maxWaiting;
			return this;
		}

		public Builder maxWait(Duration maxWait) {
			this.maxWait = maxWait;
			return this;
		}

		private BulkheadSettings build() {
			return new BulkheadSettings(this.maxConcurrent, this.maxWaiting, this.maxWait);
		}

	}

}
