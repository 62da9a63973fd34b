package io.httpwrapper.redis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitBreakerSettings;
import io.httpwrapper.policy.CircuitScope;
import io.httpwrapper.policy.CircuitState;
import io.httpwrapper.policy.CircuitTransition;
import io.httpwrapper.policy.Permit;
import io.httpwrapper.policy.SlidingWindowCircuitBreaker;
import io.httpwrapper.policy.Verdict;
import io.httpwrapper.timing.TimeAndChance;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Prevents a remote store from delaying calls. Each request to the store has a timeout.
 * After a few failures a circuit breaker stops the requests. So only the first calls wait
 * for the timeout of an unavailable store. From then on single trial requests find out
 * whether the store is available again.
 * <p>
 * Each client has one circuit for each kind of store. It reports each request, and one
 * event each when the store becomes unavailable and available again. Thread-safe; never
 * blocks. Answers come on the scheduler's threads, because the store's own thread serves
 * all of its callers.
 */
public final class StoreCircuit {

	/** How many failures in a row open the circuit, whatever the failure rate is. */
	static final int FAILURE_THRESHOLD = 5;

	/**
	 * Time until the first trial request; doubled each time, up to {@link #LONGEST_WAIT}.
	 */
	static final Duration FIRST_WAIT = Duration.ofSeconds(1);

	static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

	/** The permit of a request whose outcome does not change the circuit. */
	private static final Permit NO_TRIAL = (verdict, startNanos, nowNanos, retryAfterNanos) -> {
	};

	private static final Log logger = LogFactory.getLog(StoreCircuit.class);

	private final String client;

	private final String store;

	private final Duration timeout;

	private final LongSupplier nanoTime;

	private final InstantSource clock;

	private final Scheduler scheduler;

	private final List<ClientEventListener> ofQuestions;

	private final List<ClientEventListener> ofChanges;

	private final CircuitBreaker breaker;

	private volatile @Nullable Throwable lastError;

	/**
	 * Creates a closed circuit.
	 * @param client name of the client
	 * @param store what the store contains, as one word, for example {@code rate-limit}
	 * @param timeout the longest wait for an answer; more than zero
	 * @param time the clocks, random numbers for jitter, and the scheduler of timeouts
	 * and answers
	 * @param listeners receive the events of requests and changes, if they want these
	 * types
	 */
	public StoreCircuit(String client, String store, Duration timeout, TimeAndChance time,
			List<ClientEventListener> listeners) {
		this.client = client;
		this.store = store;
		this.timeout = timeout;
		this.nanoTime = time.nanoTime();
		this.clock = time.clock();
		this.scheduler = time.scheduler();
		this.ofQuestions = interested(listeners, EventType.STORE_ASKED);
		this.ofChanges = interested(listeners, EventType.STORE_CHANGED);
		this.breaker = new SlidingWindowCircuitBreaker(store, settings(timeout), this.nanoTime, time.random(),
				this::changed);
	}

	private static CircuitBreakerSettings settings(Duration timeout) {
		return CircuitBreakerSettings.DEFAULTS.with((breaker) -> breaker.scope(CircuitScope.CLIENT)
			.window(Duration.ofSeconds(10))
			.failureThreshold(FAILURE_THRESHOLD)
			.recoveryTimeout(FIRST_WAIT)
			.maxRecoveryTimeout(LONGEST_WAIT)
			.halfOpenCalls(1)
			// a trial always ends with its timeout; its place is never given away before
			.trialTimeout(timeout.multipliedBy(2).plusSeconds(1))
			.maxHosts(1));
	}

	private static List<ClientEventListener> interested(List<ClientEventListener> listeners, EventType type) {
		return listeners.stream().filter((listener) -> listener.types().contains(type)).toList();
	}

	/**
	 * Sends a request to the store, unless the store is unavailable.
	 * @param question starts one request; may throw
	 * @return the answer, or null if no request was sent; fails if the store fails or
	 * takes too long
	 */
	public <T> @Nullable CompletableFuture<T> tryAsk(Supplier<? extends CompletionStage<T>> question) {
		long start = this.nanoTime.getAsLong();
		Permit permit = this.breaker.tryAcquire(start);
		return (permit != null) ? ask(permit, start, question) : null;
	}

	/**
	 * Sends a request to the store even if the store is unavailable; for requests that
	 * must at least be tried.
	 * @param question starts one request; may throw
	 * @return the answer; fails if the store fails or takes too long
	 */
	public <T> CompletableFuture<T> ask(Supplier<? extends CompletionStage<T>> question) {
		long start = this.nanoTime.getAsLong();
		Permit permit = this.breaker.tryAcquire(start);
		return ask((permit != null) ? permit : NO_TRIAL, start, question);
	}

	private <T> CompletableFuture<T> ask(Permit permit, long start, Supplier<? extends CompletionStage<T>> question) {
		Question<T> asked = new Question<>(permit, start);
		asked.limit = this.scheduler.schedule(asked::timedOut, this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		started(question).whenComplete(asked::ended);
		return asked.answer;
	}

	private static <T> CompletionStage<T> started(Supplier<? extends CompletionStage<T>> question) {
		try {
			return question.get();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedStage(ex);
		}
	}

	/** Whether the circuit is closed, so that every request is sent. */
	public boolean isClosed() {
		return this.breaker.snapshot().state() == CircuitState.CLOSED;
	}

	private void changed(CircuitTransition transition) {
		boolean away = transition.from() == CircuitState.CLOSED;
		// a failed trial is not reported: the store was unavailable and still is
		if (away || transition.to() == CircuitState.CLOSED) {
			tell(this.ofChanges,
					ClientEvent.of(EventType.STORE_CHANGED, this.client, this.clock.millis())
						.key(this.store)
						.reason(transition.reason())
						.change(away ? "available" : "unavailable", away ? "unavailable" : "available")
						.error(away ? this.lastError : null)
						.build());
		}
	}

	private void tell(List<ClientEventListener> listeners, ClientEvent event) {
		for (ClientEventListener listener : listeners) {
			try {
				listener.onEvent(event);
			}
			catch (RuntimeException ex) {
				logger.warn("Listener " + listener + " failed on " + event.type() + " of client '" + this.client + "'",
						ex);
			}
		}
	}

	private static Throwable cause(Throwable error) {
		return (error instanceof CompletionException && error.getCause() != null) ? error.getCause() : error;
	}

	/**
	 * One request under way. It ends with the store's answer or with the timeout,
	 * whichever comes first.
	 */
	private final class Question<T> {

		private final CompletableFuture<T> answer = new CompletableFuture<>();

		private final AtomicBoolean over = new AtomicBoolean();

		private final Permit permit;

		private final long startNanos;

		private @Nullable Disposable limit;

		private Question(Permit permit, long startNanos) {
			this.permit = permit;
			this.startNanos = startNanos;
		}

		private void timedOut() {
			if (this.over.compareAndSet(false, true)) {
				TimeoutException error = new TimeoutException("No answer within " + StoreCircuit.this.timeout.toMillis()
						+ " ms (" + StoreCircuit.this.store + ".store-timeout)");
				judge(error, "timeout");
				this.answer.completeExceptionally(error);
			}
		}

		private void ended(@Nullable T value, @Nullable Throwable error) {
			if (!this.over.compareAndSet(false, true)) {
				return;
			}
			if (this.limit != null) {
				this.limit.dispose();
			}
			Throwable cause = (error != null) ? cause(error) : null;
			judge(cause, (cause != null) ? "error" : "");
			elsewhere(() -> complete(value, cause));
		}

		/** Without an error the value has the type of the request; it may be null. */
		@SuppressWarnings("NullAway")
		private void complete(@Nullable T value, @Nullable Throwable error) {
			if (error != null) {
				this.answer.completeExceptionally(error);
			}
			else {
				this.answer.complete(value);
			}
		}

		private void judge(@Nullable Throwable error, String reason) {
			long now = StoreCircuit.this.nanoTime.getAsLong();
			if (error != null) {
				StoreCircuit.this.lastError = error;
			}
			this.permit.settle((error != null) ? Verdict.FAILURE : Verdict.SUCCESS, this.startNanos, now,
					Permit.NO_RETRY_AFTER);
			this.permit.release();
			if (!StoreCircuit.this.ofQuestions.isEmpty()) {
				tell(StoreCircuit.this.ofQuestions,
						ClientEvent
							.of(EventType.STORE_ASKED, StoreCircuit.this.client, StoreCircuit.this.clock.millis())
							.key(StoreCircuit.this.store)
							.verdict((error != null) ? "failure" : "success")
							.reason(reason)
							.duration(now - this.startNanos)
							.error(error)
							.build());
			}
		}

		private void elsewhere(Runnable task) {
			try {
				StoreCircuit.this.scheduler.schedule(task);
			}
			catch (RejectedExecutionException ex) {
				// the application is shutting down: better on this thread than never
				task.run();
			}
		}

	}

}
