package io.httpwrapper.policy;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Retry settings that differ from the defaults in what a test is about.
 */
final class Retries {

	private boolean enabled = true;

	private int maxAttempts = 3;

	private Duration minBackoff = Duration.ofMillis(100);

	private Duration maxBackoff = Duration.ofSeconds(5);

	private Jitter jitter = Jitter.NONE;

	private Duration maxRetryAfter = Duration.ofSeconds(10);

	private Set<String> methods = RetrySettings.DEFAULTS.methods();

	private List<StatusRange> statuses = RetrySettings.DEFAULTS.statuses();

	private Set<String> exceptions = RetrySettings.DEFAULTS.exceptions();

	private Set<String> ignoredExceptions = RetrySettings.DEFAULTS.ignoredExceptions();

	Retries disabled() {
		this.enabled = false;
		return this;
	}

	Retries maxAttempts(int maxAttempts) {
		this.maxAttempts = maxAttempts;
		return this;
	}

	Retries backoff(Duration min, Duration max, Jitter jitter) {
		this.minBackoff = min;
		this.maxBackoff = max;
		this.jitter = jitter;
		return this;
	}

	Retries maxRetryAfter(Duration maxRetryAfter) {
		this.maxRetryAfter = maxRetryAfter;
		return this;
	}

	Retries methods(String... methods) {
		this.methods = Set.of(methods);
		return this;
	}

	Retries statuses(StatusRange... statuses) {
		this.statuses = List.of(statuses);
		return this;
	}

	Retries exceptions(String... exceptions) {
		this.exceptions = Set.of(exceptions);
		return this;
	}

	Retries ignoredExceptions(String... ignoredExceptions) {
		this.ignoredExceptions = Set.of(ignoredExceptions);
		return this;
	}

	RetrySettings settings() {
		RetrySettings defaults = RetrySettings.DEFAULTS;
		return defaults.with((it) -> it.enabled(this.enabled)
			.maxAttempts(this.maxAttempts)
			.minBackoff(this.minBackoff)
			.maxBackoff(this.maxBackoff)
			.jitter(this.jitter)
			.maxRetryAfter(this.maxRetryAfter)
			.methods(this.methods)
			.statuses(this.statuses)
			.exceptions(this.exceptions)
			.ignoredExceptions(this.ignoredExceptions));
	}

}
