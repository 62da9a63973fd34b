package io.httpwrapper.policy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

import io.httpwrapper.fixture.VirtualTime;

/**
 * One breaker with a clock, a chance and a memory of its transitions.
 */
final class CircuitFixture {

	final VirtualTime time = new VirtualTime();

	final List<CircuitTransition> transitions = new CopyOnWriteArrayList<>();

	final SlidingWindowCircuitBreaker breaker;

	CircuitFixture(CircuitSettings settings) {
		this(settings, 0);
	}

	/** With a chance that always gives {@code share} of the jitter, from 0 up to 1. */
	CircuitFixture(CircuitSettings settings, double share) {
		// the clock overflows half a second from here: most tests cross it
		this.time.advance(Duration.ofMillis(59_500));
		RandomGenerator random = () -> (long) (share * (1L << 53)) << 11;
		this.breaker = new SlidingWindowCircuitBreaker("orders:443", settings.build(), this.time::nanoTime, random,
				this.transitions::add);
	}

	Permit acquire() {
		return Objects.requireNonNull(this.breaker.tryAcquire(), "refused");
	}

	boolean refuses() {
		return this.breaker.tryAcquire() == null;
	}

	void settle(Permit permit, Verdict verdict) {
		settle(permit, verdict, Duration.ZERO, Permit.NO_RETRY_AFTER);
	}

	void settle(Permit permit, Verdict verdict, Duration took, long retryAfterNanos) {
		long now = this.time.nanoTime();
		permit.settle(verdict, now - took.toNanos(), now, retryAfterNanos);
	}

	/** Sends as many attempts, one after the other, that all end so. */
	void attempts(int times, Verdict verdict) {
		attempts(times, verdict, Duration.ZERO);
	}

	void attempts(int times, Verdict verdict, Duration took) {
		for (int i = 0; i < times; i++) {
			settle(acquire(), verdict, took, Permit.NO_RETRY_AFTER);
		}
	}

	/** Opens a closed circuit that needs four calls. */
	void open() {
		attempts(4, Verdict.FAILURE);
	}

	/** Opens a closed circuit and waits until it lets a trial in. */
	void openAndWait() {
		open();
		this.time.advance(wait(this.breaker));
	}

	Duration untilTrial() {
		return wait(this.breaker);
	}

	CircuitState state() {
		return this.breaker.snapshot().state();
	}

	String reason() {
		return this.breaker.snapshot().reason();
	}

	private Duration wait(CircuitBreaker breaker) {
		return Duration.ofNanos(breaker.untilTrialNanos(this.time.nanoTime()));
	}

}
