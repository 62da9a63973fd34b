package io.httpwrapper.sample.upstream;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Draws how long the next answer takes, evenly between two bounds. Thread-safe if
 * {@code random} is.
 */
final class Latency {

	private final RandomGenerator random;

	private final long minNanos;

	private final long maxNanos;

	Latency(RandomGenerator random, Duration min, Duration max) {
		if (min.isNegative() || min.compareTo(max) > 0) {
			throw new IllegalArgumentException(
					"sample.upstream.min-latency must be from 0 to max-latency (%s), but was %s".formatted(max, min));
		}
		this.random = random;
		this.minNanos = min.toNanos();
		this.maxNanos = max.toNanos();
	}

	Duration next() {
		return Duration.ofNanos(this.random.nextLong(this.minNanos, this.maxNanos + 1));
	}

}
