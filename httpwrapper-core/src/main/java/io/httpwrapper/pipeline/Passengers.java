package io.httpwrapper.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.httpwrapper.cache.StoredBody;
import io.httpwrapper.cache.StoredResponse;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a {@link Flight}, and how far it has come. Thread-safe.
 *
 * <pre>
 * phase     event                          to       effect
 * --------  -----------------------------  -------  ------------------------------------------
 * OUTBOUND  head, worth storing            BODY     leader has it; those it does not fit go alone
 * OUTBOUND  304                            OVER     all have what is stored
 * OUTBOUND  any other head                 OVER     leader has it; the others go alone
 * OUTBOUND  error                          OVER     leader fails or has it stale; the others try again together
 * OUTBOUND  last one leaves                OVER     the request is cancelled
 * BODY      body complete                  LANDED   stored; the others have it
 * BODY      body broken                    OVER     the others try again together
 * BODY      body too long, or given up     OVER     the others go alone
 * </pre>
 */
final class Passengers implements Underway {

	private enum Phase {

		OUTBOUND, BODY, LANDED, OVER

	}

	/** What became of a call that wanted to wait. */
	enum Boarding {

		/** It waits, or has its answer. */
		ABOARD,

		/** What is coming does not fit it. */
		NOT_FOR_YOU,

		/** The flight is over. */
		GONE

	}

	private final Flight flight;

	/** Whether it goes on when nobody waits. */
	private final boolean background;

	// all below are guarded by this

	private Phase phase = Phase.OUTBOUND;

	private @Nullable CacheCall leader;

	private boolean sent;

	private final Set<CacheCall> others = new LinkedHashSet<>(0);

	private @Nullable BodyTee tee;

	/** What is coming: without its body at first. */
	private @Nullable StoredResponse coming;

	/**
	 * @param leader null for a flight in the background
	 */
	Passengers(Flight flight, @Nullable CacheCall leader) {
		this.flight = flight;
		this.leader = leader;
		this.background = leader == null;
	}

	synchronized boolean isOver() {
		return this.phase == Phase.OVER;
	}

	/** Who gets the response as it comes; null if he has left, or in the background. */
	synchronized @Nullable CacheCall leader() {
		return this.leader;
	}

	/** Whether the request is on its way for this call, whose time is watched below. */
	synchronized boolean isSentFor(CacheCall call) {
		return this.sent && this.leader == call;
	}

	/**
	 * The request is about to be sent: the leader does not wait here any more.
	 * @return whether there is a need for it
	 */
	boolean depart() {
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
	Boarding board(CacheCall call) {
		StoredResponse coming;
		Phase phase;
		synchronized (this) {
			coming = this.coming;
			phase = this.phase;
			if (phase == Phase.OUTBOUND) {
				takeAboard(call);
			}
		}
		if (phase == Phase.OUTBOUND) {
			awaits(call);
			return Boarding.ABOARD;
		}
		if (phase == Phase.OVER) {
			return Boarding.GONE;
		}
		return boardLate(call, Objects.requireNonNull(coming));
	}

	/** The head is known: it is clear whether the response will fit. */
	private Boarding boardLate(CacheCall call, StoredResponse coming) {
		if (!StoredAnswers.canUse(call, coming)) {
			return Boarding.NOT_FOR_YOU;
		}
		BodyTee tee;
		synchronized (this) {
			if (this.phase == Phase.OVER) {
				return Boarding.GONE;
			}
			tee = (this.phase == Phase.BODY) ? this.tee : null;
			coming = Objects.requireNonNull(this.coming);
			if (tee != null) {
				takeAboard(call);
			}
		}
		if (tee == null) {
			return StoredAnswers.serveCollapsed(call, coming) ? Boarding.ABOARD : Boarding.NOT_FOR_YOU;
		}
		awaits(call);
		tee.pull();
		return Boarding.ABOARD;
	}

	/**
	 * At once, under the lock: as soon as it is released the flight may end and have the
	 * call depend on another one.
	 */
	private void takeAboard(CacheCall call) {
		this.others.add(call);
		call.aboard(this);
	}

	private void awaits(CacheCall call) {
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
					|| (this.leader != null && this.phase == Phase.OUTBOUND)) {
				return;
			}
			tee = this.tee;
			if (tee == null) {
				// before the lock is released: nobody may board what is being cancelled
				this.phase = Phase.OVER;
			}
		}
		if (tee == null) {
			this.flight.cancel();
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
	 * @return who waits for it, the leader apart; null if the flight is over
	 */
	synchronized @Nullable List<CacheCall> enterBody(BodyTee tee, StoredResponse head) {
		if (this.phase == Phase.OVER) {
			return null;
		}
		this.phase = Phase.BODY;
		this.tee = tee;
		this.coming = head;
		return List.copyOf(this.others);
	}

	/** Leaves behind whom the response does not fit; the others have its body read. */
	synchronized void leaveBehind(List<CacheCall> unfit) {
		unfit.forEach(this.others::remove);
		if (isWanted() && this.tee != null) {
			// before the leader has it, who may leave at once
			this.tee.awaited();
		}
	}

	/** Whether anybody but the leader waits, or the store alone. */
	synchronized boolean isWanted() {
		return this.background || !this.others.isEmpty();
	}

	/**
	 * The body is complete.
	 * @return the response with it; null if nobody waits for it any more
	 */
	synchronized @Nullable StoredResponse land(StoredBody body) {
		if (this.phase != Phase.BODY) {
			return null;
		}
		this.phase = Phase.LANDED;
		this.coming = Objects.requireNonNull(this.coming).withBody(body);
		return this.coming;
	}

	/**
	 * What has landed; null if nothing has.
	 */
	synchronized @Nullable StoredResponse landed() {
		return (this.phase == Phase.LANDED) ? this.coming : null;
	}

	/**
	 * Has those go who wait, the leader apart.
	 */
	synchronized List<CacheCall> disembark() {
		List<CacheCall> waiting = new ArrayList<>(this.others);
		this.others.clear();
		return waiting;
	}

	/**
	 * Ends the flight.
	 * @return who still waits, the leader apart; nobody if it was over before
	 */
	synchronized List<CacheCall> end() {
		this.phase = Phase.OVER;
		return disembark();
	}

}
