package io.httpwrapper.pipeline.limit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.httpwrapper.call.ClientSnapshot;
import io.httpwrapper.error.RateLimitedException.Bound;
import io.httpwrapper.error.RateLimitedException;
import io.httpwrapper.pipeline.attempt.Guard;
import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.pipeline.call.ClientCore;
import io.httpwrapper.plugin.RateLimitKey;
import io.httpwrapper.policy.Admission;
import io.httpwrapper.policy.Permit;
import io.httpwrapper.policy.RateLimitAnswer;
import io.httpwrapper.policy.RateLimitSettings;
import io.httpwrapper.policy.RateLimiter;
import io.httpwrapper.policy.StoreFailure;
import io.httpwrapper.policy.StoreUnavailableException;
import io.httpwrapper.policy.Verdict;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The rate limits of a client. Each attempt takes a token, now or after a wait. An
 * attempt that could not be sent in time is refused at once.
 */
public final class RateLimitGuard implements Guard {

	private static final Log logger = LogFactory.getLog(RateLimitGuard.class);

	private final ClientCore core;

	private final RateLimitSettings settings;

	private final RateLimiter limiter;

	private final RateLimitKeys keys;

	private final RateLimitQueue queue;

	private final long maxWaitNanos;

	// most clients have one key, so its permit is created only once
	private volatile Token latest = new Token(this, "");

	public RateLimitGuard(ClientCore core, RateLimitSettings settings, RateLimiter limiter,
			@Nullable RateLimitKey key) {
		this(core, settings, limiter, new RateLimitKeys(core.name(), settings, settings.scope(), key),
				new RateLimitQueue(limiter, settings.maxWaiting(), core.time()));
	}

	private RateLimitGuard(ClientCore core, RateLimitSettings settings, RateLimiter limiter, RateLimitKeys keys,
			RateLimitQueue queue) {
		this.core = core;
		this.settings = settings;
		this.limiter = limiter;
		this.keys = keys;
		this.queue = queue;
		this.maxWaitNanos = settings.maxWait().toNanos();
	}

	/** A guard with the same tokens and the same queue, but other settings. */
	public RateLimitGuard with(RateLimitSettings settings) {
		return new RateLimitGuard(this.core, settings, this.limiter, this.keys, this.queue);
	}

	/** Whether the limiter can change its limits. */
	public boolean isAdjustable() {
		return this.limiter instanceof RateLimiter.Adjustable;
	}

	/** Applies the settings of this guard to the tokens and the queue. */
	public void adjust() {
		if (this.limiter instanceof RateLimiter.Adjustable adjustable) {
			adjustable.change(this.settings);
		}
		this.queue.maxWaiting(this.settings.maxWaiting());
	}

	@Override
	public Admission enter(AttemptRequest attempt, long nowNanos) {
		String key = this.keys.of(attempt);
		CompletionStage<RateLimitAnswer> stage = ask(key,
				this.queue.isFull() ? 0 : GuardWait.longestNanos(attempt, this.maxWaitNanos, nowNanos));
		if (stage == RateLimitAnswer.NOW_STAGE) {
			return token(key);
		}
		CompletableFuture<RateLimitAnswer> answer = future(stage);
		RateLimitAnswer known = (answer.isDone() && !answer.isCompletedExceptionally()) ? answer.join() : null;
		if (known != null && !known.granted()) {
			return refusal(attempt, known.nanos(), nowNanos);
		}
		return new RateLimitWait(this, attempt, key, answer, nowNanos);
	}

	private CompletionStage<RateLimitAnswer> ask(String key, long maxWaitNanos) {
		try {
			return this.limiter.acquire(key, maxWaitNanos);
		}
		catch (Throwable ex) {
			// catches an Error too: otherwise the permits before this one would be lost
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * A limiter has failed if it returns null, or a stage that cannot become a future.
	 */
	private static CompletableFuture<RateLimitAnswer> future(CompletionStage<RateLimitAnswer> stage) {
		try {
			return Objects.requireNonNull(stage.toCompletableFuture());
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** Turns an answer that came later, and that is no reservation, into an admission. */
	Admission admission(AttemptRequest attempt, String key, @Nullable RateLimitAnswer answer, @Nullable Throwable error,
			long startNanos) {
		if (answer != null) {
			return answer.granted() ? waited(attempt, key, startNanos) : refusal(attempt, answer.nanos(), startNanos);
		}
		if (!isTold(error)) {
			logger.warn("The RateLimiter of client '" + this.core.name() + "' failed", (error != null) ? error
					: new IllegalStateException("It has answered with null, which its contract does not allow"));
		}
		return (this.settings.onStoreFailure() == StoreFailure.REJECT)
				? refusal(attempt, Long.MAX_VALUE, Bound.STORE, 0) : Guard.NOTHING;
	}

	private static boolean isTold(@Nullable Throwable error) {
		return error instanceof StoreUnavailableException
				|| (error instanceof CompletionException && error.getCause() instanceof StoreUnavailableException);
	}

	/** The permit of an attempt that had to wait. */
	Permit waited(AttemptRequest attempt, String key, long startNanos) {
		this.core.events().attemptWaited(attempt, "rate-limit", nanoTime() - startNanos);
		return token(key);
	}

	RateLimitedException full(AttemptRequest attempt, long untilTokenNanos) {
		return refusal(attempt, untilTokenNanos, Bound.MAX_WAITING, this.settings.maxWaiting());
	}

	private RateLimitedException refusal(AttemptRequest attempt, long untilTokenNanos, long nowNanos) {
		long remaining = attempt.call().remainingNanos(nowNanos);
		if (untilTokenNanos <= GuardWait.longestNanos(attempt, this.maxWaitNanos, nowNanos)) {
			return full(attempt, untilTokenNanos);
		}
		return (remaining <= this.maxWaitNanos) ? refusal(attempt, untilTokenNanos, Bound.DEADLINE, remaining)
				: refusal(attempt, untilTokenNanos, Bound.MAX_WAIT, this.maxWaitNanos);
	}

	private RateLimitedException refusal(AttemptRequest attempt, long untilTokenNanos, Bound bound, long value) {
		return new RateLimitedException(this.core.name(), attempt, untilTokenNanos, bound, value);
	}

	private Token token(String key) {
		Token latest = this.latest;
		if (!latest.key.equals(key)) {
			latest = new Token(this, key);
			this.latest = latest;
		}
		return latest;
	}

	/** Returns a token that was usable already. */
	void giveBack(String key) {
		this.queue.giveBack(key, nanoTime());
	}

	RateLimitQueue queue() {
		return this.queue;
	}

	long nanoTime() {
		return this.core.nanoTime();
	}

	public ClientSnapshot.RateLimit snapshot() {
		Map<String, Long> tokens = this.limiter.tokens();
		long fewest = tokens.values().stream().mapToLong(Long::longValue).min().orElse(initial());
		return new ClientSnapshot.RateLimit(this.queue.waiting(), fewest, tokens.size(),
				this.keys.secret() ? Map.of() : new LinkedHashMap<>(tokens));
	}

	private long initial() {
		return this.settings.all().stream().mapToLong((limit) -> limit.burst()).min().orElse(0);
	}

	/**
	 * A token of a key. All tokens of a key are alike. It is spent when the request is
	 * sent.
	 */
	private record Token(RateLimitGuard guard, String key) implements Permit {

		@Override
		public void settle(Verdict verdict, long startNanos, long nowNanos, long retryAfterNanos) {
		}

		@Override
		public void unsent() {
			this.guard.giveBack(this.key);
		}

	}

}
