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
 * The store as calls see it: never late, never failing. What it does not answer in time
 * it does not know. After several failures in a row it is left alone for a while, so that
 * not each call pays for waiting. Thread-safe.
 */
final class StoreGate {

	/** What a store that does not answer has, told apart by identity. */
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
	 * @param timeout longest wait for an answer
	 * @param events told of failures, and once when the store goes away and when it is
	 * back; not of a {@link StoreUnavailableException}, which was told of before
	 */
	StoreGate(CacheStore store, Duration timeout, TimeAndChance time, ClientEvents events) {
		this.store = store;
		this.timeout = timeout;
		this.time = time;
		this.line = time.timer().line(timeout);
		this.events = events;
	}

	/**
	 * Asks what is stored under a key.
	 * @param context the caller's, lent to the thread on which a later answer comes
	 * @param then called once: at once, or later on another thread. {@link #UNKNOWN} is
	 * the answer of a store that does not answer
	 * @return whether it was called at once
	 */
	boolean get(StoreKey key, ContextView context, Consumer<StoredVariants> then) {
		if (isResting()) {
			then.accept(UNKNOWN);
			return true;
		}
		return ask(() -> this.store.get(key), UNKNOWN, context, then);
	}

	/** Whether the store has told this; what it has not, it cannot compare. */
	static boolean isKnown(long generation) {
		return generation != UNKNOWN.generation();
	}

	/**
	 * Makes a change, if the key's state was known.
	 * @param then called when it is made, has failed or is too late
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
	 * Deletes what is stored for a URI. Tried even while the store is left alone: what is
	 * not deleted would be served.
	 */
	void delete(String client, String uri, ContextView context, Runnable then) {
		ask(() -> this.store.delete(client, uri), 0L, context, (count) -> then.run());
	}

	/**
	 * How full the store is. That it does not know says nothing about what calls ask for.
	 * @param then told once it is known, if ever
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

	/** A store that throws, or returns nothing, is one that has failed. */
	private static <T> CompletableFuture<T> started(Supplier<CompletionStage<T>> question) {
		try {
			return question.get().toCompletableFuture();
		}
		catch (Throwable ex) {
			// an Error, too: whoever asks would wait for ever
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** Null is an answer that no question has. */
	private static Throwable cause(@Nullable Throwable error) {
		if (error == null) {
			return new IllegalStateException("The store has answered with null, which is against its contract");
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
			// whoever throws it has told of it
			return false;
		}
		this.events.storeFailed(reason, durationNanos, error);
		return true;
	}

	/** One call at a time tries again once the rest is over. */
	private boolean isResting() {
		if (this.failures.get() < FAILURES_IN_A_ROW) {
			return false;
		}
		long until = this.restUntil.get();
		long now = this.time.nanoTime().getAsLong();
		return now - until < 0 || !this.restUntil.compareAndSet(until, now + this.timeout.toNanos());
	}

	/**
	 * A question whose answer comes later.
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
