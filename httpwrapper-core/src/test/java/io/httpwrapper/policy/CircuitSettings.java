package io.httpwrapper.policy;

import java.time.Duration;

/**
 * Breaker settings for tests. Unless changed: half of at least 4 calls in a window of 10
 * s opens, no row does; open 1 s, at most 8 s; 2 trials of 5 s; 3 hosts.
 */
final class CircuitSettings {

	private CircuitMode mode = CircuitMode.NORMAL;

	private CircuitScope scope = CircuitScope.HOST;

	private double failureRate = 0.5;

	private double slowCallRate = 0.5;

	private Duration slowCallDuration = Duration.ZERO;

	private WindowType windowType = WindowType.TIME;

	private Duration window = Duration.ofSeconds(10);

	private int windowCalls = 10;

	private int minCalls = 4;

	private int failureThreshold;

	private Duration recoveryTimeout = Duration.ofSeconds(1);

	private Duration maxRecoveryTimeout = Duration.ofSeconds(8);

	private int halfOpenCalls = 2;

	private Duration trialTimeout = Duration.ofSeconds(5);

	private int maxHosts = 3;

	CircuitSettings mode(CircuitMode mode) {
		this.mode = mode;
		return this;
	}

	CircuitSettings scope(CircuitScope scope) {
		this.scope = scope;
		return this;
	}

	CircuitSettings failureRate(double failureRate) {
		this.failureRate = failureRate;
		return this;
	}

	CircuitSettings slowCalls(double slowCallRate, Duration slowCallDuration) {
		this.slowCallRate = slowCallRate;
		this.slowCallDuration = slowCallDuration;
		return this;
	}

	CircuitSettings count(int windowCalls) {
		this.windowType = WindowType.COUNT;
		this.windowCalls = windowCalls;
		return this;
	}

	CircuitSettings time(Duration window) {
		this.windowType = WindowType.TIME;
		this.window = window;
		return this;
	}

	CircuitSettings minCalls(int minCalls) {
		this.minCalls = minCalls;
		return this;
	}

	CircuitSettings failureThreshold(int failureThreshold) {
		this.failureThreshold = failureThreshold;
		return this;
	}

	CircuitSettings recovery(Duration recoveryTimeout, Duration maxRecoveryTimeout) {
		this.recoveryTimeout = recoveryTimeout;
		this.maxRecoveryTimeout = maxRecoveryTimeout;
		return this;
	}

	CircuitSettings trials(int halfOpenCalls, Duration trialTimeout) {
		this.halfOpenCalls = halfOpenCalls;
		this.trialTimeout = trialTimeout;
		return this;
	}

	CircuitSettings maxHosts(int maxHosts) {
		this.maxHosts = maxHosts;
		return this;
	}

	CircuitBreakerSettings build() {
		return CircuitBreakerSettings.DEFAULTS.with((it) -> it.enabled(true)
			.mode(this.mode)
			.scope(this.scope)
			.failureRate(this.failureRate)
			.slowCallRate(this.slowCallRate)
			.slowCallDuration(this.slowCallDuration)
			.windowType(this.windowType)
			.window(this.window)
			.windowCalls(this.windowCalls)
			.minCalls(this.minCalls)
			.failureThreshold(this.failureThreshold)
			.recoveryTimeout(this.recoveryTimeout)
			.maxRecoveryTimeout(this.maxRecoveryTimeout)
			.halfOpenCalls(this.halfOpenCalls)
			.trialTimeout(this.trialTimeout)
			.maxHosts(this.maxHosts));
	}

}
