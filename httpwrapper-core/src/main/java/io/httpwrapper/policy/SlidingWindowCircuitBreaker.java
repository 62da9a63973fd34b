package io.httpwrapper.policy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * The built-in circuit breaker: it judges the attempts of a sliding window of time or of
 * attempts, and the failures in a row. Lock-free; in a closed circuit an attempt
 * allocates nothing.
 *
 * <pre>
 * from       event                                          to          effect
 * ---------  ---------------------------------------------  ----------  -------------------------
 * CLOSED     rate at its limit, enough calls in the window  OPEN        openings + 1, wait grows
 * CLOSED     failure-threshold failures in a row            OPEN        openings + 1, wait grows
 * OPEN       asked to send before the wait is over          OPEN        refused
 * OPEN       asked to send after it                         HALF_OPEN   half-open-calls places
 * HALF_OPEN  asked to send, a place is free or timed out    HALF_OPEN   a trial takes it
 * HALF_OPEN  asked to send, no place                        HALF_OPEN   refused
 * HALF_OPEN  trial ignored, or told to come back later      HALF_OPEN   its place is free again
 * HALF_OPEN  trial failed or slow                           OPEN        openings + 1, wait grows
 * HALF_OPEN  all trials succeeded                           CLOSED      empty window
 * any        mode(..)                                       its state   openings forgotten
 * </pre>
 *
 * A circuit that stayed closed for longer than its window (a count window:
 * {@code max-recovery-timeout}) forgets how often it opened.
 *
 * <p>
 * Each state is an object of its own, reached through one reference that moves by
 * compare-and-set. A permit belongs to the state that issued it: a result that comes when
 * the circuit has moved on counts there, and moves nothing. A transition is told by the
 * thread that made it, so two that follow each other at once may be told in either order.
 */
public final class SlidingWindowCircuitBreaker implements CircuitBreaker.Adjustable {

	static final String SET_BY_HAND = "set by hand";

	private static final System.Logger logger = System.getLogger(SlidingWindowCircuitBreaker.class.getName());

	private final String name;

	private volatile CircuitRules rules;

	private final LongSupplier nanoTime;

	private final RandomGenerator random;

	private final Consumer<CircuitTransition> onTransition;

	private final LongAdder refused = new LongAdder();

	private final AtomicReference<CircuitPhase> phase;

	/**
	 * Makes a breaker in the state that the settings' mode asks for.
	 * @param name what it stands for
	 * @param settings its limits
	 * @param nanoTime the clock of {@link #tryAcquire()}, {@link #snapshot()} and
	 * {@link #mode}; the same that callers of the other methods read
	 * @param random the source of jitter; thread-safe
	 * @param onTransition told of each change of state, after it happened; if it throws,
	 * that is logged and has no other effect
	 */
	public SlidingWindowCircuitBreaker(String name, CircuitBreakerSettings settings, LongSupplier nanoTime,
			RandomGenerator random, Consumer<CircuitTransition> onTransition) {
		this.name = name;
		this.rules = new CircuitRules(settings);
		this.nanoTime = nanoTime;
		this.random = random;
		this.onTransition = onTransition;
		this.phase = new AtomicReference<>(phase(settings.mode(), "as configured"));
	}

	/**
	 * A factory of breakers that share a clock and a source of chance.
	 * @param nanoTime the clock
	 * @param random the source of jitter; thread-safe
	 */
	public static CircuitBreakerFactory factory(LongSupplier nanoTime, RandomGenerator random) {
		return (name, settings, onTransition) -> new SlidingWindowCircuitBreaker(name, settings, nanoTime, random,
				onTransition);
	}

	@Override
	public String name() {
		return this.name;
	}

	/**
	 * Asks to send one attempt now, by the breaker's own clock.
	 * @return as {@link #tryAcquire(long)}
	 */
	public @Nullable Permit tryAcquire() {
		return tryAcquire(this.nanoTime.getAsLong());
	}

	@Override
	public @Nullable Permit tryAcquire(long nowNanos) {
		return this.phase.get().tryAcquire(nowNanos);
	}

	@Override
	public long untilTrialNanos(long nowNanos) {
		return this.phase.get().untilTrialNanos(nowNanos);
	}

	@Override
	public CircuitSnapshot snapshot() {
		long now = this.nanoTime.getAsLong();
		CircuitPhase current = this.phase.get();
		WindowCounts counts = current.counts(now);
		return new CircuitSnapshot(this.name, current.state, current.reason,
				Duration.ofNanos(Math.max(0, now - current.sinceNanos)), counts.calls(), counts.failures(),
				counts.slowCalls(), current.failuresInARow(), counts.failureRate(), this.refused.sum(),
				current.endsByItself() ? Duration.ofNanos(current.untilTrialNanos(now)) : null);
	}

	@Override
	public void mode(CircuitMode mode) {
		CircuitPhase next = phase(mode, SET_BY_HAND);
		CircuitPhase current = this.phase.get();
		while (mode == CircuitMode.NORMAL || current.state != next.state) {
			if (move(current, next)) {
				return;
			}
			current = this.phase.get();
		}
	}

	/**
	 * What is fixed on entering a state, such as how long it stays open, applies from the
	 * next time on. A window of another kind or length starts empty.
	 */
	@Override
	public void change(CircuitBreakerSettings settings) {
		this.rules = new CircuitRules(settings);
		renewWindow();
	}

	/**
	 * Gives a phase that measures a window of the rules of now, if it has none. Whoever
	 * changes the rules and whoever enters a phase look here last, so one sees the other.
	 */
	private void renewWindow() {
		CircuitPhase current = this.phase.get();
		while (current instanceof MeasuringPhase measuring && !measuring.measuresBy(this.rules)
				&& !this.phase.compareAndSet(measuring, measuring.withNewWindow())) {
			current = this.phase.get();
		}
	}

	CircuitRules rules() {
		return this.rules;
	}

	boolean isIn(CircuitPhase phase) {
		return this.phase.get() == phase;
	}

	/**
	 * Moves the circuit on, if nobody has before, and then tells so.
	 * @return whether this call moved it
	 */
	boolean move(CircuitPhase from, CircuitPhase to) {
		if (!this.phase.compareAndSet(from, to)) {
			return false;
		}
		renewWindow();
		if (from.state != to.state) {
			tell(new CircuitTransition(this.name, from.state, to.state, to.reason));
		}
		return true;
	}

	@Nullable Permit refuse() {
		this.refused.increment();
		return null;
	}

	/**
	 * How long to stay open, with jitter: upwards only, or clients that failed together
	 * would come back together.
	 */
	long openNanos(int openings, long retryAfterNanos) {
		long least = this.rules.openNanos(openings, retryAfterNanos);
		return least + (long) (least * CircuitRules.JITTER * this.random.nextDouble());
	}

	private CircuitPhase phase(CircuitMode mode, String reason) {
		long now = this.nanoTime.getAsLong();
		return switch (mode) {
			case NORMAL -> new MeasuringPhase(this, CircuitState.CLOSED, reason, now, 0);
			case METRICS_ONLY -> new MeasuringPhase(this, CircuitState.METRICS_ONLY, reason, now, 0);
			case DISABLED -> new FixedPhase(this, CircuitState.DISABLED, reason, now);
			case FORCED_OPEN -> new FixedPhase(this, CircuitState.FORCED_OPEN, reason, now);
		};
	}

	private void tell(CircuitTransition transition) {
		try {
			this.onTransition.accept(transition);
		}
		catch (RuntimeException ex) {
			logger.log(System.Logger.Level.WARNING, "A listener failed on " + transition, ex);
		}
	}

}
