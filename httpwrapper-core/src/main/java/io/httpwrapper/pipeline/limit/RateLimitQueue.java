package io.httpwrapper.pipeline.limit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.httpwrapper.pipeline.call.UserCode;
import io.httpwrapper.policy.RateLimiter;
import io.httpwrapper.timing.TimeAndChance;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * The requests that wait for reserved tokens: first come, first served. A token does not
 * belong to one request. Each key has a line with as many tokens as waits, and the first
 * wait gets the first token. When a wait is cancelled, the others move up, and the
 * limiter gets back the token that is furthest in the future. So two requests are never
 * sent at the time of one token. Thread-safe; no callback runs under the lock.
 */
final class RateLimitQueue {

	private static final Log logger = LogFactory.getLog(RateLimitQueue.class);

	private final RateLimiter limiter;

	private final TimeAndChance time;

	private volatile int maxWaiting;

	/** The lines with waits, by key; the map and the lines are guarded by this. */
	private final Map<String, Line> lines = new HashMap<>();

	private volatile int waiting;

	RateLimitQueue(RateLimiter limiter, int maxWaiting, TimeAndChance time) {
		this.limiter = limiter;
		this.maxWaiting = maxWaiting;
		this.time = time;
	}

	/** Changes how many requests may wait. Requests that wait already are kept. */
	void maxWaiting(int maxWaiting) {
		this.maxWaiting = maxWaiting;
	}

	/** How many requests wait now. */
	int waiting() {
		return this.waiting;
	}

	boolean isFull() {
		return this.waiting >= this.maxWaiting;
	}

	/**
	 * Admits {@code wait} when its token is due.
	 * @param dueNanos when the reserved token may be used
	 * @return whether one more request may wait
	 */
	synchronized boolean add(RateLimitWait wait, long dueNanos) {
		if (this.waiting >= this.maxWaiting) {
			return false;
		}
		// only one thread at a time writes; others only read
		this.waiting = this.waiting + 1;
		Line line = this.lines.computeIfAbsent(wait.key(), Line::new);
		line.waits.add(wait);
		line.insert(dueNanos);
		arm(line);
		return true;
	}

	/**
	 * Removes {@code wait} from its line.
	 * @return false if it was not there: it was admitted, or never added
	 */
	boolean remove(RateLimitWait wait) {
		synchronized (this) {
			Line line = this.lines.get(wait.key());
			if (line == null || !line.waits.remove(wait)) {
				return false;
			}
			this.waiting = this.waiting - 1;
			line.tokens.removeLast();
			arm(line);
		}
		lose(wait.key());
		return true;
	}

	/**
	 * Takes back an unused token. The first wait of the line gets it; without one the
	 * limiter does.
	 * @param dueNanos when the token may be used
	 */
	void giveBack(String key, long dueNanos) {
		synchronized (this) {
			Line line = this.lines.get(key);
			if (line != null) {
				line.insert(dueNanos);
				line.tokens.removeLast();
				arm(line);
			}
		}
		lose(key);
	}

	// a limiter that breaks its contract loses the token, but the call must not lose its
	// other permits
	private void lose(String key) {
		try {
			this.limiter.giveBack(key);
		}
		catch (Throwable ex) {
			UserCode.rethrowFatal(ex);
			logger.warn("A RateLimiter failed to take back a token", ex);
		}
	}

	private void arm(Line line) {
		Long first = line.tokens.peekFirst();
		if (line.task != null && (first == null || first - line.armedForNanos != 0)) {
			line.task.dispose();
			line.task = null;
		}
		if (first == null) {
			this.lines.remove(line.key);
		}
		else if (line.task == null) {
			line.armedForNanos = first;
			line.task = this.time.scheduler()
				.schedule(() -> admit(line), Math.max(0, first - now()), TimeUnit.NANOSECONDS);
		}
	}

	private void admit(Line line) {
		List<RateLimitWait> admitted = new ArrayList<>();
		synchronized (this) {
			long now = now();
			line.task = null;
			while (!line.tokens.isEmpty() && line.tokens.getFirst() - now <= 0) {
				line.tokens.removeFirst();
				RateLimitWait first = line.waits.iterator().next();
				line.waits.remove(first);
				admitted.add(first);
			}
			this.waiting = this.waiting - admitted.size();
			if (this.lines.get(line.key) == line) {
				arm(line);
			}
		}
		admitted.forEach(RateLimitWait::admit);
	}

	private long now() {
		return this.time.nanoTime().getAsLong();
	}

	/** The waits for the tokens of one key. */
	private static final class Line {

		private final String key;

		private final Set<RateLimitWait> waits = new LinkedHashSet<>();

		/**
		 * When each token may be used, in ascending order; as many as there are waits.
		 */
		private final Deque<Long> tokens = new ArrayDeque<>();

		private @Nullable Disposable task;

		private long armedForNanos;

		private Line(String key) {
			this.key = key;
		}

		/** Inserts from the end, because tokens come almost in order. */
		private void insert(long dueNanos) {
			Deque<Long> later = new ArrayDeque<>();
			while (!this.tokens.isEmpty() && Objects.requireNonNull(this.tokens.peekLast()) - dueNanos > 0) {
				later.addFirst(this.tokens.removeLast());
			}
			this.tokens.addLast(dueNanos);
			this.tokens.addAll(later);
		}

	}

}
