package io.httpwrapper.pipeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.httpwrapper.cache.CacheDecision;
import io.httpwrapper.cache.CacheRequest;
import io.httpwrapper.cache.StoreChange;
import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.cache.StoredBody;
import io.httpwrapper.cache.StoredResponse;
import io.httpwrapper.cache.StoredVariants;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.util.context.Context;

/**
 * One request to the origin and all who wait for it. The call that leads it gets the
 * response as it comes; the others wait for the whole of it and are answered from memory,
 * as far as the rules let each have it. Nobody owns the request: it goes on until the
 * last one has left.
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
final class Flight implements CacheCall.Underway, BodyTee.Listener {

	/** A second failure in a row is everybody's. */
	private static final int MOST_FAILURES = 2;

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

	private final ResponseCache cache;

	private final Stage next;

	private final StoreKey key;

	/** Whether others may wait for it. */
	private final boolean shared;

	private final boolean background;

	private final int rank;

	/** What made the rules want it, and what is sent for it. */
	private final CacheRequest seen;

	private final Exchange exchange;

	private final ClientRequest request;

	private final Context context;

	private final long landingsBefore;

	private long generation;

	private CacheDecision.Forward forward;

	private @Nullable Instant requestedAt;

	private volatile @Nullable Subscription upstream;

	// all below are guarded by this

	private Phase phase = Phase.OUTBOUND;

	private @Nullable CacheCall leader;

	private final Set<CacheCall> others = new LinkedHashSet<>(0);

	/** Whether it may still be in the map of flights. */
	private boolean listed = true;

	private @Nullable BodyTee tee;

	/** What is coming: without its body at first. */
	private @Nullable StoredResponse coming;

	private Flight(CacheCall call, CacheDecision.Forward forward, boolean shared, boolean background, int rank) {
		this.cache = call.cache();
		this.next = call.next();
		this.key = call.key();
		this.shared = shared;
		this.background = background;
		this.rank = rank;
		this.seen = call.seen();
		this.exchange = background ? call.exchange().background(call.request()) : call.exchange();
		this.request = background ? this.exchange : call.request();
		this.context = background ? Context.empty() : call.context();
		this.landingsBefore = call.landings();
		this.generation = call.generation();
		this.forward = forward;
		this.leader = background ? null : call;
	}

	/**
	 * A flight that {@code call} leads.
	 * @param shared whether others may wait for it
	 * @param rank how many flights have failed that those who wait were on
	 */
	static Flight of(CacheCall call, boolean shared, int rank) {
		return new Flight(call, call.forward(), shared, false, rank);
	}

	/** A flight that nobody waits for, with the request of a call that has its answer. */
	static Flight inBackground(CacheCall call, CacheDecision.Forward forward) {
		return new Flight(call, forward, true, true, 0);
	}

	StoreKey key() {
		return this.key;
	}

	ResponseCache cache() {
		return this.cache;
	}

	Exchange exchange() {
		return this.exchange;
	}

	Context context() {
		return this.context;
	}

	CacheRequest seen() {
		return this.seen;
	}

	CacheDecision.Forward forward() {
		return this.forward;
	}

	Instant requestedAt() {
		return Objects.requireNonNull(this.requestedAt);
	}

	boolean isShared() {
		return this.shared;
	}

	long generation() {
		return this.generation;
	}

	void generation(long generation) {
		this.generation = generation;
	}

	synchronized boolean isLedBy(CacheCall call) {
		return this.leader == call;
	}

	/** Sends the request, unless there is no need any more. */
	void start() {
		CacheCall leader = leader();
		if (leader != null) {
			leader.stopTime();
			leader.dependsOn(this);
			if (this.shared && this.cache.flights().landings() != this.landingsBefore) {
				lookAgain(leader);
				return;
			}
		}
		send();
	}

	synchronized @Nullable CacheCall leader() {
		return this.leader;
	}

	/** Something has landed since the leader looked; it may be what he wants. */
	private void lookAgain(CacheCall leader) {
		StoredVariants variants = this.cache.store().get(this.key, (later) -> lookedAgain(leader, later));
		if (variants != null) {
			lookedAgain(leader, variants);
		}
	}

	private void lookedAgain(CacheCall leader, StoredVariants variants) {
		CacheDecision.Forward forward = leader.forwardAfter(variants);
		if (forward == null) {
			end().forEach(CacheCall::lookUp);
			return;
		}
		this.forward = forward;
		this.generation = variants.generation();
		send();
	}

	private void send() {
		if (isOver()) {
			return;
		}
		this.requestedAt = this.cache.now();
		this.next.send(
				CacheMessages.toSend(this.request, this.seen, this.forward.request(), this.exchange.options.cache()),
				new FlightLeg(this));
	}

	private synchronized boolean isOver() {
		return this.phase == Phase.OVER;
	}

	/** Lets a call wait. */
	Boarding board(CacheCall call) {
		StoredResponse coming;
		Phase phase;
		synchronized (this) {
			coming = this.coming;
			phase = this.phase;
			if (phase == Phase.OUTBOUND) {
				this.others.add(call);
			}
		}
		if (phase == Phase.OUTBOUND) {
			call.startTime();
			call.dependsOn(this);
			return Boarding.ABOARD;
		}
		if (phase == Phase.OVER) {
			return Boarding.GONE;
		}
		return boardLate(call, Objects.requireNonNull(coming));
	}

	/** The head is known: it is clear whether the response will fit. */
	private Boarding boardLate(CacheCall call, StoredResponse coming) {
		if (!call.canUse(coming)) {
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
				this.others.add(call);
			}
		}
		if (tee == null) {
			return call.serveCollapsed(coming) ? Boarding.ABOARD : Boarding.NOT_FOR_YOU;
		}
		call.startTime();
		call.dependsOn(this);
		tee.pull();
		return Boarding.ABOARD;
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
		}
		if (tee != null) {
			tee.stopPulling();
		}
		else {
			end();
			Subscription upstream = this.upstream;
			if (upstream != null) {
				upstream.cancel();
			}
		}
	}

	/** A flight in the background that cannot be. */
	void dismiss() {
		end().forEach(CacheCall::flyAlone);
	}

	/**
	 * Ends the flight.
	 * @return who still waits, the leader apart; nobody if it was over before
	 */
	List<CacheCall> end() {
		List<CacheCall> waiting;
		synchronized (this) {
			if (this.phase == Phase.OVER) {
				return List.of();
			}
			this.phase = Phase.OVER;
			waiting = new ArrayList<>(this.others);
			this.others.clear();
		}
		unlist();
		return waiting;
	}

	void responded(ClientResponse response) {
		if (isOver()) {
			ResponseBodies.abandon(response, this.exchange);
		}
		else {
			new Landing(this, response).decide();
		}
	}

	void completed() {
		CacheCall leader = leader();
		List<CacheCall> waiting = end();
		if (leader != null) {
			leader.completed();
		}
		waiting.forEach(CacheCall::flyAlone);
	}

	void sent(Subscription subscription) {
		this.upstream = subscription;
		if (isOver()) {
			subscription.cancel();
		}
		else {
			subscription.request(Long.MAX_VALUE);
		}
	}

	/** Asks again: the response was of no use to anybody. */
	void repeat(CacheDecision.Forward again) {
		this.forward = again;
		send();
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

	/**
	 * Leaves behind whom the response does not fit.
	 * @return whether anybody waits for the whole body
	 */
	synchronized boolean leaveBehind(List<CacheCall> unfit) {
		unfit.forEach(this.others::remove);
		return this.background || !this.others.isEmpty();
	}

	void tooLong(List<CacheCall> waiting) {
		this.cache.uncollapsible().add(this.key, this.cache.nanoTime());
		waiting.forEach(CacheCall::flyAlone);
	}

	List<CacheCall> landed() {
		this.cache.flights().landed();
		return end();
	}

	@Override
	public void bodyCollected(StoredBody body) {
		StoredResponse complete;
		synchronized (this) {
			if (this.phase != Phase.BODY) {
				return;
			}
			this.phase = Phase.LANDED;
			complete = Objects.requireNonNull(this.coming).withBody(body);
			this.coming = complete;
		}
		this.cache.change(this.key, StoreChange.put(complete), this.generation, this.exchange, () -> {
			// those aboard stay there: they are answered when the reader has all of it
			this.cache.flights().landed();
			unlist();
		});
	}

	/** Nobody comes any more; what is stored can be found by now. */
	private void unlist() {
		synchronized (this) {
			if (!this.listed) {
				return;
			}
			this.listed = false;
		}
		if (this.shared) {
			this.cache.flights().over(this, this.background);
		}
	}

	@Override
	public void bodyPassed() {
		StoredResponse complete;
		List<CacheCall> waiting;
		synchronized (this) {
			if (this.phase != Phase.LANDED) {
				return;
			}
			complete = Objects.requireNonNull(this.coming);
			waiting = new ArrayList<>(this.others);
			this.others.clear();
		}
		waiting.forEach((call) -> {
			if (!call.serveCollapsed(complete)) {
				call.flyAlone();
			}
		});
	}

	@Override
	public void bodyLost(@Nullable Throwable error) {
		List<CacheCall> waiting = end();
		if (error != null) {
			again(waiting, error);
		}
		else {
			tooLong(waiting);
		}
	}

	void failed(Throwable error) {
		CacheCall leader = leader();
		List<CacheCall> waiting = end();
		if (leader != null) {
			leader.failed(error);
		}
		again(waiting, error);
	}

	/**
	 * One failure may be the leader's alone: his deadline, his connection. Those who have
	 * nothing stale to be content with ask once more, together.
	 */
	private void again(List<CacheCall> waiting, Throwable error) {
		boolean leadersOwn = error instanceof DeadlineExceededException;
		int rank = leadersOwn ? this.rank : this.rank + 1;
		List<CacheCall> left = waiting.stream()
			.filter((call) -> !call.isOver() && (leadersOwn || !call.servedStale(error)))
			.toList();
		if (left.isEmpty()) {
			return;
		}
		if (rank < MOST_FAILURES) {
			this.cache.flights().again(left, rank);
		}
		else {
			left.forEach((call) -> call.failed(error));
		}
	}

}
