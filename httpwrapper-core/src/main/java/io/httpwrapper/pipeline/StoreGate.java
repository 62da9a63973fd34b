package io.httpwrapper.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.cache.StoreChange;
import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.cache.StoreTerms;
import io.httpwrapper.cache.StoredVariants;
import org.jspecify.annotations.Nullable;

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

	private final BiConsumer<String, Throwable> onFailure;

	private final AtomicInteger failures = new AtomicInteger();

	private final AtomicLong restUntil = new AtomicLong();

	/**
	 * @param timeout longest wait for an answer
	 * @param onFailure told what was asked for ({@code get}, {@code change},
	 * {@code delete}) and what went wrong
	 */
	StoreGate(CacheStore store, Duration timeout, TimeAndChance time, BiConsumer<String, Throwable> onFailure) {
		this.store = store;
		this.timeout = timeout;
		this.time = time;
		this.line = time.timer().line(timeout);
		this.onFailure = onFailure;
	}

	/**
	 * What is stored under a key.
	 * @param then told later, once, if the answer is not known at once
	 * @return the answer, or null if it comes later; {@link #UNKNOWN} if there is none
	 */
	@Nullable StoredVariants get(StoreKey key, Consumer<StoredVariants> then) {
		if (isResting()) {
			return UNKNOWN;
		}
		return ask("get", () -> this.store.get(key), UNKNOWN, then);
	}

	/**
	 * Makes a change, if the key's state was known.
	 * @param then told once it is made, failed or too late
	 */
	void change(StoreKey key, StoreChange change, StoreTerms terms, Runnable then) {
		if (change.isEmpty() || terms.generation() == UNKNOWN.generation() || isResting()) {
			then.run();
		}
		else if (ask("change", () -> this.store.change(key, change, terms), false, (made) -> then.run()) != null) {
			then.run();
		}
	}

	/**
	 * Deletes what is stored for a URI. Tried even while the store is left alone: what is
	 * not deleted would be served.
	 */
	void delete(String client, String uri, Runnable then) {
		if (ask("delete", () -> this.store.delete(client, uri), 0L, (count) -> then.run()) != null) {
			then.run();
		}
	}

	private <T> @Nullable T ask(String what, Supplier<CompletionStage<T>> question, T otherwise, Consumer<T> then) {
		CompletableFuture<T> answer;
		try {
			answer = question.get().toCompletableFuture();
		}
		catch (RuntimeException ex) {
			failed(what, ex);
			return otherwise;
		}
		if (answer.isDone() && !answer.isCompletedExceptionally()) {
			answered();
			return answer.join();
		}
		Pending<T> pending = new Pending<>(this, what, otherwise, then);
		this.line.arm(pending, this.time.nanoTime().getAsLong());
		answer.whenComplete(pending::settle);
		return null;
	}

	private void answered() {
		if (this.failures.get() != 0) {
			this.failures.set(0);
		}
	}

	private void failed(String what, Throwable error) {
		int inARow = this.failures.incrementAndGet();
		if (inARow >= FAILURES_IN_A_ROW) {
			long rest = Math.min(FIRST_REST << Math.min(inARow - FAILURES_IN_A_ROW, 10), LONGEST_REST);
			this.restUntil.set(this.time.nanoTime().getAsLong() + rest);
		}
		this.onFailure.accept(what, error);
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
	 * An answer that is waited for.
	 */
	private static final class Pending<T> extends DeadlineTimer.Entry {

		private final StoreGate gate;

		private final String what;

		private final T otherwise;

		private final Consumer<T> then;

		private final AtomicBoolean over = new AtomicBoolean();

		Pending(StoreGate gate, String what, T otherwise, Consumer<T> then) {
			this.gate = gate;
			this.what = what;
			this.otherwise = otherwise;
			this.then = then;
		}

		void settle(@Nullable T answer, @Nullable Throwable error) {
			if (!this.over.compareAndSet(false, true)) {
				return;
			}
			disarm();
			if (error != null) {
				this.gate.failed(this.what, error);
				this.then.accept(this.otherwise);
			}
			else {
				this.gate.answered();
				this.then.accept(Objects.requireNonNull(answer));
			}
		}

		@Override
		void expired() {
			if (this.over.compareAndSet(false, true)) {
				this.gate.failed(this.what, new TimeoutException(
						"The store did not answer within " + this.gate.timeout.toMillis() + " ms"));
				this.then.accept(this.otherwise);
			}
		}

	}

}
