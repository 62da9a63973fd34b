package io.httpwrapper.policy;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * When to stop sending for a while, and how to start again.
 *
 * @param enabled whether the client has circuit breakers at all
 * @param mode whether the breakers follow their measurements
 * @param scope one breaker per host, or one for the whole client
 * @param failureRate share of failed attempts in the window that opens the circuit; more
 * than 0, at most 1
 * @param slowCallRate share of slow attempts in the window that opens the circuit; more
 * than 0, at most 1
 * @param slowCallDuration an attempt whose response headers take longer counts as slow;
 * zero: none does
 * @param windowType whether the window is measured in time or in attempts
 * @param window length of a time window; at least 100 ms
 * @param windowCalls length of a count window; 1 to 100,000
 * @param minCalls attempts that must be in the window before a rate counts; at least 1
 * @param failureThreshold failures in a row that open the circuit, whatever the rate;
 * zero: none do
 * @param recoveryTimeout how long the circuit stays open the first time; doubled, with up
 * to a fifth of jitter, each time it opens again; more than zero
 * @param maxRecoveryTimeout longest time to stay open, before jitter; not shorter than
 * {@code recoveryTimeout}
 * @param halfOpenCalls trial calls that must succeed to close the circuit; one that fails
 * opens it again; 1 to 1,000
 * @param trialTimeout time after which the permit of a trial call that never answered is
 * given to another call; more than zero
 * @param maxHosts most hosts with a separate breaker; the breaker that was used longest
 * ago is removed for a new one; at least 1
 */
public record CircuitBreakerSettings(boolean enabled, CircuitMode mode, CircuitScope scope, double failureRate,
		double slowCallRate, Duration slowCallDuration, WindowType windowType, Duration window, int windowCalls,
		int minCalls, int failureThreshold, Duration recoveryTimeout, Duration maxRecoveryTimeout, int halfOpenCalls,
		Duration trialTimeout, int maxHosts) {

	public static final CircuitBreakerSettings DEFAULTS = new CircuitBreakerSettings(true, CircuitMode.NORMAL,
			CircuitScope.HOST, 0.5, 0.8, Duration.ZERO, WindowType.TIME, Duration.ofSeconds(30), 100, 20, 10,
			Duration.ofSeconds(5), Duration.ofMinutes(1), 3, Duration.ofSeconds(30), 100);

	public CircuitBreakerSettings {
		Check.share("circuit-breaker.failure-rate", failureRate);
		Check.share("circuit-breaker.slow-call-rate", slowCallRate);
		slowCallDuration = Check.notNegative("circuit-breaker.slow-call-duration", slowCallDuration);
		Check.that("circuit-breaker.window", window.compareTo(Duration.ofMillis(100)) >= 0, "be at least 100ms",
				window);
		window = Check.countable(window);
		Check.that("circuit-breaker.window-calls", windowCalls >= 1 && windowCalls <= 100_000, "be from 1 to 100000",
				windowCalls);
		Check.atLeast("circuit-breaker.min-calls", minCalls, 1);
		Check.that("circuit-breaker.min-calls", windowType == WindowType.TIME || minCalls <= windowCalls,
				"not be more than circuit-breaker.window-calls (" + windowCalls + "), or no rate would ever count",
				minCalls);
		Check.atLeast("circuit-breaker.failure-threshold", failureThreshold, 0);
		recoveryTimeout = Check.positive("circuit-breaker.recovery-timeout", recoveryTimeout);
		Check.ordered("circuit-breaker.recovery-timeout", recoveryTimeout, "circuit-breaker.max-recovery-timeout",
				maxRecoveryTimeout);
		maxRecoveryTimeout = Check.countable(maxRecoveryTimeout);
		Check.that("circuit-breaker.half-open-calls", halfOpenCalls >= 1 && halfOpenCalls <= 1000, "be from 1 to 1000",
				halfOpenCalls);
		trialTimeout = Check.positive("circuit-breaker.trial-timeout", trialTimeout);
		Check.atLeast("circuit-breaker.max-hosts", maxHosts, 1);
	}

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws InvalidSettingException if they cannot be so
	 */
	public CircuitBreakerSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private boolean enabled;

		private CircuitMode mode;

		private CircuitScope scope;

		private double failureRate;

		private double slowCallRate;

		private Duration slowCallDuration;

		private WindowType windowType;

		private Duration window;

		private int windowCalls;

		private int minCalls;

		private int failureThreshold;

		private Duration recoveryTimeout;

		private Duration maxRecoveryTimeout;

		private int halfOpenCalls;

		private Duration trialTimeout;

		private int maxHosts;

		private Builder(CircuitBreakerSettings settings) {
			this.enabled = settings.enabled;
			this.mode = settings.mode;
			this.scope = settings.scope;
			this.failureRate = settings.failureRate;
			this.slowCallRate = settings.slowCallRate;
			this.slowCallDuration = settings.slowCallDuration;
			this.windowType = settings.windowType;
			this.window = settings.window;
			this.windowCalls = settings.windowCalls;
			this.minCalls = settings.minCalls;
			this.failureThreshold = settings.failureThreshold;
			this.recoveryTimeout = settings.recoveryTimeout;
			this.maxRecoveryTimeout = settings.maxRecoveryTimeout;
			this.halfOpenCalls = settings.halfOpenCalls;
			this.trialTimeout = settings.trialTimeout;
			this.maxHosts = settings.maxHosts;
		}

		public Builder enabled(boolean enabled) {
			this.enabled = enabled;
			return this;
		}

		public Builder mode(CircuitMode mode) {
			this.mode = mode;
			return this;
		}

		public Builder scope(CircuitScope scope) {
			this.scope = scope;
			return this;
		}

		public Builder failureRate(double failureRate) {
			this.failureRate = failureRate;
			return this;
		}

		public Builder slowCallRate(double slowCallRate) {
			this.slowCallRate = slowCallRate;
			return this;
		}

		public Builder slowCallDuration(Duration slowCallDuration) {
			this.slowCallDuration = slowCallDuration;
			return this;
		}

		public Builder windowType(WindowType windowType) {
			this.windowType = windowType;
			return this;
		}

		public Builder window(Duration window) {
			this.window = window;
			return this;
		}

		public Builder windowCalls(int windowCalls) {
			this.windowCalls = windowCalls;
			return this;
		}

		public Builder minCalls(int minCalls) {
			this.minCalls = minCalls;
			return this;
		}

		public Builder failureThreshold(int failureThreshold) {
			this.failureThreshold = failureThreshold;
			return this;
		}

		public Builder recoveryTimeout(Duration recoveryTimeout) {
			this.recoveryTimeout = recoveryTimeout;
			return this;
		}

		public Builder maxRecoveryTimeout(Duration maxRecoveryTimeout) {
			this.maxRecoveryTimeout = maxRecoveryTimeout;
			return this;
		}

		public Builder halfOpenCalls(int halfOpenCalls) {
			this.halfOpenCalls = halfOpenCalls;
			return this;
		}

		public Builder trialTimeout(Duration trialTimeout) {
			this.trialTimeout = trialTimeout;
			return this;
		}

		public Builder maxHosts(int maxHosts) {
			this.maxHosts = maxHosts;
			return this;
		}

		private CircuitBreakerSettings build() {
			return new CircuitBreakerSettings(this.enabled, this.mode, this.scope, this.failureRate, this.slowCallRate,
					this.slowCallDuration, this.windowType, this.window, this.windowCalls, this.minCalls,
					this.failureThreshold, this.recoveryTimeout, this.maxRecoveryTimeout, this.halfOpenCalls,
					this.trialTimeout, this.maxHosts);
		}

	}

}
