package io.httpwrapper.pipeline.caching;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.httpwrapper.cache.StoredBody;
import io.httpwrapper.cache.StoredResponse;
import io.httpwrapper.pipeline.body.BodyTee;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for a {@link Fetch}, and its phase. The leader is the call whose
 * request is sent; it gets the response as it arrives. The other waiters get it when it
 * is complete. Thread-safe.
 *
 * <pre>
 * phase     event                        to        effect
 * --------  ---------------------------  --------  -------------------------------------------
 * HEADERS   a response to be stored      BODY      the leader gets it; waiters that it does not fit ask alone
 * HEADERS   304                          OVER      all get the stored response
 * HEADERS   any other response           OVER      the leader gets it; the waiters ask alone
 * HEADERS   error                        OVER      the leader fails or gets a stale response; the waiters ask again together
 * HEADERS   the last call is cancelled   OVER      the request is cancelled
 * BODY      the body is complete         COMPLETE  stored; the waiters get it
 * BODY      the body breaks              OVER      the waiters ask again together
 * BODY      too long, or not collected   OVER      the waiters ask alone
 * </pre>
 */
final class Waiters implements Pending {

	private enum Phase {

		/** The response headers have not arrived. */
		HEADERS,

		BODY, COMPLETE, OVER

	}

	/** Whether a call can wait for the fetch. */
	enum Joined {

		/** The call waits, or has its answer. */
		WAITING,

		/** The response that is arriving does not fit the call. */
		UNFIT,

		/** The fetch is over. */
		TOO_LATE

	}

	/** Cancels the request when no call waits any more. */
	private final Runnable cancel;

	/** Whether the fetch continues when no call waits. */
	private final boolean background;

	// all below are guarded by this

	private Phase phase = Phase.HEADERS;

	private @Nullable CacheCall leader;

	private boolean sent;

	private final Set<CacheCall> others = new LinkedHashSet<>(0);

	private @Nullable BodyTee tee;

	/** The response that is arriving; at first without its body. */
	private @Nullable StoredResponse coming;

	/**
	 * @param leader null for a fetch in the background
	 * @param cancel called once, when the last call is cancelled before the body
	 */
	Waiters(@Nullable CacheCall leader, Runnable cancel) {
		this.cancel = cancel;
		this.leader = leader;
		this.background = leader == null;
	}

	synchronized boolean isOver() {
		return this.phase == Phase.OVER;
	}

	/** The leader; null if it was cancelled, and for a fetch in the background. */
	synchronized @Nullable CacheCall leader() {
		return this.leader;
	}

	@Override
	public synchronized boolean isSentFor(CacheCall call) {
		return this.sent && this.leader == call;
	}

	/**
	 * The request is about to be sent. From now on the stages below watch the leader's
	 * deadline.
	 * @return whether the request is still needed
	 */
	boolean send() {
		CacheCall leader;
		synchronized (this) {
			if (this.phase == Phase.OVER) {
				return false;
			}
			this.sent = true;
			leader = this.leader;
		}
		if (leader != null) {
			leader.stopTime();
		}
		return true;
	}

	/** Lets a call wait for the fetch. */
	Joined join(CacheCall call) {
		StoredResponse coming;
		Phase phase;
		synchronized (this) {
			coming = this.coming;
			phase = this.phase;
			if (phase == Phase.HEADERS) {
				add(call);
			}
		}
		if (phase == Phase.HEADERS) {
			startToWait(call);
			return Joined.WAITING;
		}
		if (phase == Phase.OVER) {
			return Joined.TOO_LATE;
		}
		return joinLate(call, Objects.requireNonNull(coming));
	}

	/**
	 * Joins when the response headers are known, so that it is also known whether the
	 * response will fit.
	 */
	private Joined joinLate(CacheCall call, StoredResponse coming) {
		if (!StoredAnswers.canUse(call, coming)) {
			return Joined.UNFIT;
		}
		BodyTee tee;
		synchronized (this) {
			if (this.phase == Phase.OVER) {
				return Joined.TOO_LATE;
			}
			tee = (this.phase == Phase.BODY) ? this.tee : null;
			coming = Objects.requireNonNull(this.coming);
			if (tee != null) {
				add(call);
			}
		}
		if (tee == null) {
			return StoredAnswers.serveCollapsed(call, coming) ? Joined.WAITING : Joined.UNFIT;
		}
		startToWait(call);
		tee.pull();
		return Joined.WAITING;
	}

	/**
	 * Called under the lock. After the lock is released the fetch may end, and the call
	 * may wait for another one.
	 */
	private void add(CacheCall call) {
		this.others.add(call);
		call.waitsFor(this);
	}

	private void startToWait(CacheCall call) {
		call.startTime();
		if (call.isOver()) {
			leave(call);
		}
	}

	@Override
	public void leave(CacheCall call) {
		BodyTee tee;
		synchronized (this) {
			if (this.leader == call) {
				this.leader = null;
			}
			this.others.remove(call);
			if (this.background || this.phase == Phase.OVER || !this.others.isEmpty()
					|| (this.leader != null && this.phase == Phase.HEADERS)) {
				return;
			}
			tee = this.tee;
			if (tee == null) {
				// before the lock is released, because no call may join a cancelled fetch
				this.phase = Phase.OVER;
			}
		}
		if (tee == null) {
			this.cancel.run();
			return;
		}
		tee.stopPulling();
		if (isAnybodyWaiting()) {
			tee.pull();
		}
	}

	/** Whether a call besides the leader waits. */
	synchronized boolean isAnybodyWaiting() {
		return !this.others.isEmpty();
	}

	/**
	 * The body is about to arrive.
	 * @return the waiters without the leader; null if the fetch is over
	 */
	synchronized @Nullable List<CacheCall> startBody(BodyTee tee, StoredResponse head) {
		if (this.phase == Phase.OVER) {
			return null;
		}
		this.phase = Phase.BODY;
		this.tee = tee;
		this.coming = head;
		return List.copyOf(this.others);
	}

	/** Removes the waiters that the response does not fit. */
	synchronized void remove(List<CacheCall> unfit) {
		unfit.forEach(this.others::remove);
		if (isWanted() && this.tee != null) {
			// before the leader gets the response, because the leader may cancel
			// immediately
			this.tee.awaited();
		}
	}

	/**
	 * Whether the body is needed by others than the leader: by waiters, or only by the
	 * store.
	 */
	synchronized boolean isWanted() {
		return this.background || !this.others.isEmpty();
	}

	/**
	 * The body is complete.
	 * @return the response with its body; null if no call waits for it any more
	 */
	synchronized @Nullable StoredResponse complete(StoredBody body) {
		if (this.phase != Phase.BODY) {
			return null;
		}
		this.phase = Phase.COMPLETE;
		this.coming = Objects.requireNonNull(this.coming).withBody(body);
		return this.coming;
	}

	/**
	 * The complete response; null if it is not complete.
	 */
	synchronized @Nullable StoredResponse completed() {
		return (this.phase == Phase.COMPLETE) ? this.coming : null;
	}

	/**
	 * Removes and returns all waiters without the leader.
	 */
	synchronized List<CacheCall> drain() {
		List<CacheCall> waiting = new ArrayList<>(this.others);
		this.others.clear();
		return waiting;
	}

	/**
	 * Ends the fetch.
	 * @return the remaining waiters without the leader; empty if it had ended before
	 */
	synchronized List<CacheCall> end() {
		this.phase = Phase.OVER;
		return drain();
	}

}
