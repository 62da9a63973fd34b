package io.httpwrapper.policy;

import java.util.function.Consumer;

/**
 * How much extra load retries and hedges may put on the remote, together.
 *
 * @param enabled whether the budget limits anything
 * @param ratio extra requests allowed per call: 0.2 lets one in five calls be repeated; 0
 * to 1
 * @param minPerSecond extra requests allowed per second however few calls there are; not
 * negative
 */
public record RetryBudgetSettings(boolean enabled, double ratio, double minPerSecond) {

	public static final RetryBudgetSettings DEFAULTS = new RetryBudgetSettings(true, 0.2, 10);

	public RetryBudgetSettings {
		Check.that("retry.budget.ratio", ratio >= 0 && ratio <= 1, "be from 0 to 1", ratio);
		Check.atLeast("retry.budget.min-per-second", minPerSecond, 0);
		Check.that("retry.budget.ratio", !enabled || ratio > 0 || minPerSecond > 0,
				"be more than 0 when min-per-second is 0 (else set retry.enabled to false)", ratio);
	}

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws InvalidSettingException if they cannot be so
	 */
	public RetryBudgetSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private boolean enabled;

		private double ratio;

		private double minPerSecond;

		private Builder(RetryBudgetSettings settings) {
			this.enabled = settings.enabled;
			this.ratio = settings.ratio;
			this.minPerSecond = settings.minPerSecond;
		}

		public Builder enabled(boolean enabled) {
			this.enabled = enabled;
			return this;
		}

		public Builder ratio(double ratio) {
			this.ratio = ratio;
			return this;
		}

		public Builder minPerSecond(double minPerSecond) {
			this.minPerSecond = minPerSecond;
			return this;
		}

		private RetryBudgetSettings build() {
			return new RetryBudgetSettings(this.enabled, this.ratio, this.minPerSecond);
		}

	}

}
