package io.httpwrapper.pipeline;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import io.httpwrapper.cache.CacheDecision;
import io.httpwrapper.cache.CacheRequest;
import io.httpwrapper.cache.StoreKey;
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
 */
final class Flight {

	/** A second failure in a row is everybody's. */
	private static final int MOST_FAILURES = 2;

	final ResponseCache cache;

	final StoreKey key;

	/** Whether others may wait for it. */
	final boolean shared;

	/** What made the rules want it, and what is sent for it. */
	final CacheRequest seen;

	final Exchange exchange;

	final Context context;

	final Passengers passengers;

	private final Stage next;

	private final boolean background;

	private final int rank;

	private final ClientRequest request;

	private final long landingsBefore;

	private long generation;

	private CacheDecision.Forward forward;

	private @Nullable Instant requestedAt;

	private volatile @Nullable Subscription upstream;

	/** Whether it may still be in the map of flights; guarded by this. */
	private boolean listed = true;

	private Flight(CacheCall call, CacheDecision.Forward forward, boolean shared, boolean background, int rank) {
		this.cache = call.cache;
		this.next = call.next;
		this.key = call.key();
		this.shared = shared;
		this.background = background;
		this.rank = rank;
		this.seen = call.seen();
		this.exchange = background ? call.exchange.background(call.request) : call.exchange;
		this.request = background ? this.exchange : call.request;
		this.context = background ? Context.empty() : call.context();
		this.landingsBefore = call.landings();
		this.generation = call.generation();
		this.forward = forward;
		this.passengers = new Passengers(this, background ? null : call);
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

	CacheDecision.Forward forward() {
		return this.forward;
	}

	Instant requestedAt() {
		return Objects.requireNonNull(this.requestedAt);
	}

	long generation() {
		return this.generation;
	}

	void generation(long generation) {
		this.generation = generation;
	}

	/** Sends the request, unless there is no need any more. */
	void start() {
		CacheCall leader = this.passengers.leader();
		if (leader != null) {
			leader.dependsOn(this.passengers);
			if (this.shared && this.cache.flights().landings() != this.landingsBefore) {
				lookAgain(leader);
				return;
			}
		}
		send();
	}

	/** Something has landed since the leader looked; it may be what he wants. */
	private void lookAgain(CacheCall leader) {
		// it may be another call's thread, also if the store answers at once
		Consumer<StoredVariants> found = (variants) -> ThreadLocals.of(this.context,
				() -> lookedAgain(leader, variants));
		StoredVariants variants = this.cache.store().get(this.key, found);
		if (variants != null) {
			found.accept(variants);
		}
		else {
			leader.startTime();
		}
	}

	private void lookedAgain(CacheCall leader, StoredVariants variants) {
		CacheDecision.Forward forward = leader.forwardAfter(variants);
		if (forward == null) {
			end().forEach((call) -> ThreadLocals.of(call.context(), call::lookUp));
			return;
		}
		this.forward = forward;
		this.generation = variants.generation();
		send();
	}

	private void send() {
		if (!this.passengers.depart()) {
			return;
		}
		this.requestedAt = this.cache.now();
		this.exchange.redirected = false;
		ClientRequest sent = CacheMessages.toSend(this.request, this.seen, this.forward.request(),
				this.exchange.options.cache());
		// it may be another call's thread that makes this one go
		ThreadLocals.of(this.context, () -> this.next.send(sent, new FlightLeg(this)));
	}

	/** The last one has left. */
	void cancel() {
		end();
		Subscription upstream = this.upstream;
		if (upstream != null) {
			upstream.cancel();
		}
	}

	/**
	 * Ends the flight.
	 * @return who still waits, the leader apart; nobody if it was over before
	 */
	List<CacheCall> end() {
		List<CacheCall> waiting = this.passengers.end();
		unlist();
		return waiting;
	}

	void responded(ClientResponse response) {
		if (this.passengers.isOver()) {
			ResponseBodies.abandon(response, this.exchange);
		}
		else {
			new Landing(this, response).decide();
		}
	}

	void completed() {
		CacheCall leader = this.passengers.leader();
		List<CacheCall> waiting = end();
		if (leader != null) {
			leader.completed();
		}
		waiting.forEach(CacheCall::flyAlone);
	}

	void sent(Subscription subscription) {
		this.upstream = subscription;
		if (this.passengers.isOver()) {
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

	/** Has those ask alone who wait, and those who come within the next minute. */
	void ofNoUse(List<CacheCall> waiting) {
		this.cache.uncollapsible().add(this.key, this.cache.nanoTime());
		waiting.forEach(CacheCall::flyAlone);
	}

	List<CacheCall> landed() {
		this.cache.flights().landed();
		return end();
	}

	/** Nobody comes any more; what is stored can be found by now. */
	void unlist() {
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

	void failed(Throwable error) {
		this.cache.invalidate(this.cache.invalidated(this.exchange, this.seen), () -> over(error));
	}

	private void over(Throwable error) {
		CacheCall leader = this.passengers.leader();
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
	void again(List<CacheCall> waiting, Throwable error) {
		boolean leadersOwn = error instanceof DeadlineExceededException;
		int rank = leadersOwn ? this.rank : this.rank + 1;
		List<CacheCall> left = waiting.stream()
			.filter((call) -> !call.isOver() && (leadersOwn || !StoredAnswers.insteadOf(call, error)))
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
