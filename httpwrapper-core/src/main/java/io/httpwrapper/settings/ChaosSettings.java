package io.httpwrapper.settings;

import java.time.Duration;
import java.util.function.Consumer;

import io.httpwrapper.policy.Check;

/**
 * Failures that are made on purpose, to see how the application handles them. No failure
 * is made unless {@code httpwrapper.chaos.enabled} is true for the whole application.
 * Each rate is a share of the client's attempts.
 *
 * @param enabled whether failures are made for this client; can be set to false at run
 * time
 * @param latency pause before an attempt is sent; not negative
 * @param latencyRate share of attempts that are delayed by {@code latency}; from 0 to 1
 * @param faultRate share of attempts that fail with an error instead of being sent; from
 * 0 to 1
 * @param status status of the made-up responses; from 200 to 599
 * @param statusRate share of attempts that get a made-up response instead of being sent;
 * from 0 to 1
 * @param truncateRate share of attempts that are sent, but whose response body breaks
 * within its first part; from 0 to 1. The sum with {@code faultRate} and
 * {@code statusRate} is at most 1, because an attempt gets at most one of these failures
 */
public record ChaosSettings(boolean enabled, Duration latency, double latencyRate, double faultRate, int status,
		double statusRate, double truncateRate) {

	public static final ChaosSettings DEFAULTS = new ChaosSettings(true, Duration.ofSeconds(1), 0, 0, 503, 0, 0);

	public ChaosSettings {
		latency = Check.notNegative("chaos.latency", latency);
		rate("chaos.latency-rate", latencyRate);
		rate("chaos.fault-rate", faultRate);
		rate("chaos.status-rate", statusRate);
		rate("chaos.truncate-rate", truncateRate);
		Check.that("chaos.status", status >= 200 && status <= 599, "be a status from 200 to 599", status);
		// three shares that fill the whole may add up to a little more
		Check.that("chaos.truncate-rate", faultRate + statusRate + truncateRate <= 1.000_001,
				"be at most 1 together with chaos.fault-rate (%s) and chaos.status-rate (%s)".formatted(faultRate,
						statusRate),
				truncateRate);
	}

	private static void rate(String property, double value) {
		Check.that(property, value >= 0 && value <= 1, "be from 0 to 1 (a share: 0.5 is half)", value);
	}

	/** Whether there is anything to make. */
	public boolean isActive() {
		return this.enabled
				&& (this.latencyRate > 0 || this.faultRate > 0 || this.statusRate > 0 || this.truncateRate > 0);
	}

	/** What is made, for a line in the log. */
	@Override
	public String toString() {
		return isActive()
				? "latency of %dms at rate %s, faults at rate %s, status %d at rate %s, truncated bodies at rate %s"
					.formatted(this.latency.toMillis(), this.latencyRate, this.faultRate, this.status, this.statusRate,
							this.truncateRate)
				: "off";
	}

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws io.httpwrapper.policy.InvalidSettingException if they cannot be so
	 */
	public ChaosSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private boolean enabled;

		private Duration latency;

		private double latencyRate;

		private double faultRate;

		private int status;

		private double statusRate;

		private double truncateRate;

		private Builder(ChaosSettings settings) {
			this.enabled = settings.enabled;
			this.latency = settings.latency;
			this.latencyRate = settings.latencyRate;
			this.faultRate = settings.faultRate;
			this.status = settings.status;
			this.statusRate = settings.statusRate;
			this.truncateRate = settings.truncateRate;
		}

		public Builder enabled(boolean enabled) {
			this.enabled = enabled;
			return this;
		}

		public Builder latency(Duration latency) {
			this.latency = latency;
			return this;
		}

		public Builder latencyRate(double latencyRate) {
			this.latencyRate = latencyRate;
			return this;
		}

		public Builder faultRate(double faultRate) {
			this.faultRate = faultRate;
			return this;
		}

		public Builder status(int status) {
			this.status = status;
			return this;
		}

		public Builder statusRate(double statusRate) {
			this.statusRate = statusRate;
			return this;
		}

		public Builder truncateRate(double truncateRate) {
			this.truncateRate = truncateRate;
			return this;
		}

		private ChaosSettings build() {
			return new ChaosSettings(this.enabled, this.latency, this.latencyRate, this.faultRate, this.status,
					this.statusRate, this.truncateRate);
		}

	}

}
