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
 * Those who wait for tokens that are reserved for them, first come, first served. A token
 * is nobody's own: each line has as many as it has waits, and the first wait gets the
 * first token. So when one is given up the others move up, the limiter gets back the
 * token furthest ahead, and no two are ever sent at the time of one. Thread-safe; nobody
 * is told anything under the lock.
 */
final class RateLimitQueue {

	private static final Log logger = LogFactory.getLog(RateLimitQueue.class);

	private final RateLimiter limiter;

	private final TimeAndChance time;

	private volatile int maxWaiting;

	/** By key, those that somebody waits in; guarded by this, as what is in them. */
	private final Map<String, Line> lines = new HashMap<>();

	private volatile int waiting;

	RateLimitQueue(RateLimiter limiter, int maxWaiting, TimeAndChance time) {
		this.limiter = limiter;
		this.maxWaiting = maxWaiting;
		this.time = time;
	}

	/** Lets as many wait from now on. Nobody who waits is sent away. */
	void maxWaiting(int maxWaiting) {
		this.maxWaiting = maxWaiting;
	}

	/** How many wait now. */
	int waiting() {
		return this.waiting;
	}

	boolean isFull() {
		return this.waiting >= this.maxWaiting;
	}

	/**
	 * Has {@code wait} admitted when its turn has come.
	 * @param dueNanos when the token that was reserved may be used
	 * @return whether there was room
	 */
	synchronized boolean add(RateLimitWait wait, long dueNanos) {
		if (this.waiting >= this.maxWaiting) {
			return false;
		}
		// one thread changes it at a time; others only read
		this.waiting = this.waiting + 1;
		Line line = this.lines.computeIfAbsent(wait.key(), Line::new);
		line.waits.add(wait);
		line.insert(dueNanos);
		arm(line);
		return true;
	}

	/**
	 * Takes {@code wait} out of its line.
	 * @return false if it was not in it: admitted, or never added
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
	 * Takes back a token that nobody used: the first in line for it, if there is one,
	 * gets it.
	 * @param dueNanos when it may be used
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

	// one against its contract loses the token, but no call its other permits
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

		/** When each token may be used, the first one first; as many as waits. */
		private final Deque<Long> tokens = new ArrayDeque<>();

		private @Nullable Disposable task;

		private long armedForNanos;

		private Line(String key) {
			this.key = key;
		}

		/** They come almost in order. */
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
