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
 * The calls that wait for a {@link Fetch}, and how far it has come. The leader is the
 * call whose request is sent: it gets the response as it comes. The other waiters get it
 * when it is complete. Thread-safe.
 *
 * <pre>
 * phase     event                        to        effect
 * --------  ---------------------------  --------  -------------------------------------------
 * HEADERS   a response to be stored      BODY      the leader gets it; waiters that it does not fit ask alone
 * HEADERS   304                          OVER      all get the stored response
 * HEADERS   any other response           OVER      the leader gets it; the waiters ask alone
 * HEADERS   error                        OVER      the leader fails or gets a stale response; the waiters ask again together
 * HEADERS   the last call leaves         OVER      the request is cancelled
 * BODY      the body is complete         COMPLETE  stored; the waiters get it
 * BODY      the body breaks              OVER      the waiters ask again together
 * BODY      too long, or given up        OVER      the waiters ask alone
 * </pre>
 */
final class Waiters implements Pending {

	private enum Phase {

		/** The response headers are awaited. */
		HEADERS,

		BODY, COMPLETE, OVER

	}

	/** What became of a call that wanted to wait. */
	enum Joined {

		/** It waits, or has its answer. */
		WAITING,

		/** The response that is coming does not fit it. */
		UNFIT,

		/** The fetch is over. */
		TOO_LATE

	}

	/** Cancels the request: nobody waits any more. */
	private final Runnable cancel;

	/** Whether the fetch goes on when nobody waits. */
	private final boolean background;

	// all below are guarded by this

	private Phase phase = Phase.HEADERS;

	private @Nullable CacheCall leader;

	private boolean sent;

	private final Set<CacheCall> others = new LinkedHashSet<>(0);

	private @Nullable BodyTee tee;

	/** The response that is coming; without its body at first. */
	private @Nullable StoredResponse coming;

	/**
	 * @param leader null for a fetch in the background
	 * @param cancel called once, when the last call has left before the body
	 */
	Waiters(@Nullable CacheCall leader, Runnable cancel) {
		this.cancel = cancel;
		this.leader = leader;
		this.background = leader == null;
	}

	synchronized boolean isOver() {
		return this.phase == Phase.OVER;
	}

	/** The leader; null if it has left, and for a fetch in the background. */
	synchronized @Nullable CacheCall leader() {
		return this.leader;
	}

	@Override
	public synchronized boolean isSentFor(CacheCall call) {
		return this.sent && this.leader == call;
	}

	/**
	 * The request is about to be sent: the leader does not wait here any more.
	 * @return whether there is a need for it
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

	/** Lets a call wait. */
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

	/** The response headers are known, and so whether the response will fit. */
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
	 * Under the lock: once it is released the fetch may end, and the call may wait for
	 * another one.
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
				// before the lock is released: nobody may join what is being cancelled
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

	/** Whether anybody but the leader waits. */
	synchronized boolean isAnybodyWaiting() {
		return !this.others.isEmpty();
	}

	/**
	 * The body is about to come.
	 * @return who waits for it, the leader apart; null if the fetch is over
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
			// before the leader gets the response: it may leave at once
			this.tee.awaited();
		}
	}

	/** Whether anybody but the leader wants the body, be it the store alone. */
	synchronized boolean isWanted() {
		return this.background || !this.others.isEmpty();
	}

	/**
	 * The body is complete.
	 * @return the response with it; null if nobody waits for it any more
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
	 * Removes all waiters, the leader apart.
	 */
	synchronized List<CacheCall> drain() {
		List<CacheCall> waiting = new ArrayList<>(this.others);
		this.others.clear();
		return waiting;
	}

	/**
	 * Ends the fetch.
	 * @return who still waits, the leader apart; nobody if it was over before
	 */
	synchronized List<CacheCall> end() {
		this.phase = Phase.OVER;
		return drain();
	}

}
