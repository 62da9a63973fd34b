package io.httpwrapper.pipeline.caching;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.httpwrapper.cache.CacheStatistics;
import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.cache.StoreChange;
import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.cache.StoreTerms;
import io.httpwrapper.cache.StoredVariants;
import io.httpwrapper.pipeline.call.ClientEvents;
import io.httpwrapper.pipeline.call.ThreadLocals;
import io.httpwrapper.policy.StoreUnavailableException;
import io.httpwrapper.timing.DeadlineTimer;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * The store as calls see it: it never fails, and it always answers in time. A late answer
 * counts as "unknown". After several failures in a row the store is not asked for a
 * while, so that not every call has to wait for it. Thread-safe.
 */
final class StoreGate {

	/** The answer for a store that does not answer; compared by identity. */
	static final StoredVariants UNKNOWN = new StoredVariants(List.of(), Long.MIN_VALUE);

	private static final int FAILURES_IN_A_ROW = 3;

	private static final long FIRST_REST = TimeUnit.SECONDS.toNanos(1);

	private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(30);

	private final CacheStore store;

	private final Duration timeout;

	private final TimeAndChance time;

	private final DeadlineTimer.Line line;

	private final ClientEvents events;

	private final AtomicInteger failures = new AtomicInteger();

	private final AtomicLong restUntil = new AtomicLong();

	private final AtomicBoolean away = new AtomicBoolean();

	/**
	 * @param timeout the longest wait for an answer
	 * @param events receives failures, and one event each when the store becomes
	 * unavailable and available again; a {@link StoreUnavailableException} is not
	 * reported, because that was done before
	 */
	StoreGate(CacheStore store, Duration timeout, TimeAndChance time, ClientEvents events) {
		this.store = store;
		this.timeout = timeout;
		this.time = time;
		this.line = time.timer().line(timeout);
		this.events = events;
	}

	/**
	 * Reads what is stored under a key.
	 * @param context the caller's context; its thread locals are set on the thread of a
	 * later answer
	 * @param then called once: immediately, or later on another thread; with
	 * {@link #UNKNOWN} if the store does not answer
	 * @return whether {@code then} was called immediately
	 */
	boolean get(StoreKey key, ContextView context, Consumer<StoredVariants> then) {
		if (isResting()) {
			then.accept(UNKNOWN);
			return true;
		}
		return ask(() -> this.store.get(key), UNKNOWN, context, then);
	}

	/**
	 * Whether the store itself gave this generation. Only then can the store compare it.
	 */
	static boolean isKnown(long generation) {
		return generation != UNKNOWN.generation();
	}

	/**
	 * Makes a change, if the generation of the key is known.
	 * @param then called when the change was made, has failed or took too long
	 */
	void change(StoreKey key, StoreChange change, StoreTerms terms, ContextView context, Runnable then) {
		if (change.isEmpty() || !isKnown(terms.generation()) || isResting()) {
			then.run();
		}
		else {
			ask(() -> this.store.change(key, change, terms), false, context, (made) -> then.run());
		}
	}

	/**
	 * Deletes all that is stored for a URI. This is tried even while the store is not
	 * asked otherwise, because a response that is not deleted would be served.
	 */
	void delete(String client, String uri, ContextView context, Runnable then) {
		ask(() -> this.store.delete(client, uri), 0L, context, (count) -> then.run());
	}

	/**
	 * Asks how full the store is. A failure here does not count as a failure of the
	 * store, because it says nothing about the requests of calls.
	 * @param then called when the numbers are known; never if the store fails
	 */
	void statistics(Consumer<CacheStatistics> then) {
		long start = this.time.nanoTime().getAsLong();
		started(this.store::statistics).whenComplete((answer, error) -> {
			if (answer != null) {
				then.accept(answer);
			}
			else {
				tell("error", this.time.nanoTime().getAsLong() - start, cause(error));
			}
		});
	}

	private <T> boolean ask(Supplier<CompletionStage<T>> question, T otherwise, ContextView context, Consumer<T> then) {
		long start = this.time.nanoTime().getAsLong();
		CompletableFuture<T> answer = started(question);
		T known = (answer.isDone() && !answer.isCompletedExceptionally()) ? answer.join() : null;
		if (known != null) {
			answered();
			then.accept(known);
			return true;
		}
		Question<T> asked = new Question<>(this, start, otherwise, context, then);
		this.line.arm(asked, start);
		answer.whenComplete(asked::settle);
		return false;
	}

	/** Starts a request. A store that throws or returns null has failed. */
	private static <T> CompletableFuture<T> started(Supplier<CompletionStage<T>> question) {
		try {
			return question.get().toCompletableFuture();
		}
		catch (Throwable ex) {
			// catches an Error too: otherwise the caller would wait for ever
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** The cause of a failure. A null answer is a failure too. */
	private static Throwable cause(@Nullable Throwable error) {
		if (error == null) {
			return new IllegalStateException("The store has answered with null, which its contract does not allow");
		}
		return (error instanceof CompletionException && error.getCause() != null) ? error.getCause() : error;
	}

	private void answered() {
		if (this.failures.get() != 0) {
			this.failures.set(0);
			if (this.away.compareAndSet(true, false)) {
				this.events.storeChanged(false, "it answers again", null);
			}
		}
	}

	private void failed(String reason, long startNanos, Throwable error) {
		long now = this.time.nanoTime().getAsLong();
		int inARow = this.failures.incrementAndGet();
		if (inARow >= FAILURES_IN_A_ROW) {
			long rest = Math.min(FIRST_REST << Math.min(inARow - FAILURES_IN_A_ROW, 10), LONGEST_REST);
			this.restUntil.set(now + rest);
		}
		boolean told = tell(reason, now - startNanos, error);
		if (told && inARow >= FAILURES_IN_A_ROW && this.away.compareAndSet(false, true)) {
			this.events.storeChanged(true, inARow + " failures in a row", error);
		}
	}

	private boolean tell(String reason, long durationNanos, Throwable error) {
		if (error instanceof StoreUnavailableException) {
			// the store that throws it has reported the failure
			return false;
		}
		this.events.storeFailed(reason, durationNanos, error);
		return true;
	}

	/**
	 * Whether the store is not asked now. After the pause one call at a time tries again.
	 */
	private boolean isResting() {
		if (this.failures.get() < FAILURES_IN_A_ROW) {
			return false;
		}
		long until = this.restUntil.get();
		long now = this.time.nanoTime().getAsLong();
		return now - until < 0 || !this.restUntil.compareAndSet(until, now + this.timeout.toNanos());
	}

	/**
	 * A request to the store whose answer comes later.
	 */
	private static final class Question<T> extends DeadlineTimer.Entry {

		private final StoreGate gate;

		private final long startNanos;

		private final T otherwise;

		private final ContextView context;

		private final Consumer<T> then;

		private final AtomicBoolean over = new AtomicBoolean();

		Question(StoreGate gate, long startNanos, T otherwise, ContextView context, Consumer<T> then) {
			this.gate = gate;
			this.startNanos = startNanos;
			this.otherwise = otherwise;
			this.context = context;
			this.then = then;
		}

		void settle(@Nullable T answer, @Nullable Throwable error) {
			if (!this.over.compareAndSet(false, true)) {
				return;
			}
			disarm();
			if (answer != null) {
				this.gate.answered();
				goOn(answer);
			}
			else {
				this.gate.failed("error", this.startNanos, cause(error));
				goOn(this.otherwise);
			}
		}

		@Override
		protected void expired() {
			if (this.over.compareAndSet(false, true)) {
				this.gate.failed("timeout", this.startNanos, new TimeoutException(
						"No answer within " + this.gate.timeout.toMillis() + " ms (cache.store-timeout)"));
				goOn(this.otherwise);
			}
		}

		private void goOn(T answer) {
			ThreadLocals.of(this.context, () -> this.then.accept(answer));
		}

	}

}
