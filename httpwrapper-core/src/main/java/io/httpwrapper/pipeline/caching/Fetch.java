package io.httpwrapper.pipeline.caching;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.httpwrapper.cache.CacheDecision;
import io.httpwrapper.cache.CacheRequest;
import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.cache.StoredVariants;
import io.httpwrapper.error.DeadlineExceededException;
import io.httpwrapper.pipeline.body.ResponseBodies;
import io.httpwrapper.pipeline.call.CallRequest;
import io.httpwrapper.pipeline.call.Stage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.util.context.Context;

/**
 * One request to the origin for all calls that ask for the same (single-flight). The call
 * that leads the fetch gets the response as it arrives. The other waiters get it from
 * memory when it is complete, if the rules allow it for each of them. No call owns the
 * request: it continues until the last call is cancelled.
 */
final class Fetch {

	/** After a second failure in a row, all waiters fail. */
	private static final int MOST_FAILURES = 2;

	final ClientCache cache;

	final StoreKey key;

	/** Whether other calls may wait for it. */
	final boolean shared;

	/** The request as the rules see it. */
	final CacheRequest seen;

	final CallRequest call;

	final Context context;

	final Waiters waiters;

	private final Stage next;

	private final boolean background;

	/** How many earlier fetches that its calls waited for have failed. */
	private final int failuresBefore;

	private final ClientRequest request;

	private final long storedBefore;

	private long generation;

	private CacheDecision.Forward forward;

	private @Nullable Instant requestedAt;

	private volatile @Nullable Subscription upstream;

	/** Whether it may still be among the {@link Fetches}; guarded by this. */
	private boolean listed = true;

	private Fetch(CacheCall call, CacheDecision.Forward forward, boolean shared, boolean background,
			int failuresBefore) {
		this.cache = call.cache;
		this.next = call.next;
		this.key = call.key();
		this.shared = shared;
		this.background = background;
		this.failuresBefore = failuresBefore;
		this.seen = call.seen();
		this.call = background ? call.call.background(call.request) : call.call;
		this.request = background ? this.call : call.request;
		this.context = background ? Context.empty() : call.context();
		this.storedBefore = call.storedBefore();
		this.generation = call.generation();
		this.forward = forward;
		this.waiters = new Waiters(background ? null : call, this::cancel);
	}

	/**
	 * A fetch that {@code call} leads.
	 * @param shared whether other calls may wait for it
	 * @param failuresBefore how many earlier fetches that its calls waited for have
	 * failed
	 */
	static Fetch of(CacheCall call, boolean shared, int failuresBefore) {
		return new Fetch(call, call.forward(), shared, false, failuresBefore);
	}

	/**
	 * A fetch that no call waits for, with the request of a call that is answered
	 * already.
	 */
	static Fetch inBackground(CacheCall call, CacheDecision.Forward forward) {
		return new Fetch(call, forward, true, true, 0);
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

	/** Sends the request, unless it is no longer needed. */
	void start() {
		CacheCall leader = this.waiters.leader();
		if (leader != null) {
			leader.startsToWaitFor(this.waiters);
			if (this.shared && this.cache.state.fetches.stored() != this.storedBefore) {
				lookAgain(leader);
				return;
			}
		}
		send();
	}

	/** Something was stored since the leader looked, and may answer it. */
	private void lookAgain(CacheCall leader) {
		if (!this.cache.state.gate.get(this.key, this.context, (variants) -> lookedAgain(leader, variants))) {
			leader.startTime();
		}
	}

	private void lookedAgain(CacheCall leader, StoredVariants variants) {
		CacheDecision.Forward forward = leader.forwardAfter(variants);
		if (forward == null) {
			end().forEach((call) -> call.resume(call::lookUp));
			return;
		}
		this.forward = forward;
		this.generation = variants.generation();
		send();
	}

	private void send() {
		if (!this.waiters.send()) {
			return;
		}
		this.requestedAt = this.cache.now();
		ClientRequest sent = CacheMessages.toSend(this.request, this.seen, this.forward.request(),
				this.call.options().cache());
		this.next.send(sent, new FetchSubscriber(this));
	}

	/** The last call was cancelled. */
	private void cancel() {
		end();
		Subscription upstream = this.upstream;
		if (upstream != null) {
			upstream.cancel();
		}
	}

	/**
	 * Ends the fetch.
	 * @return the remaining waiters without the leader; empty if it had ended before
	 */
	List<CacheCall> end() {
		List<CacheCall> waiting = this.waiters.end();
		unlist();
		return waiting;
	}

	void responded(ClientResponse response) {
		if (this.waiters.isOver()) {
			abandon(response);
		}
		else {
			new FetchOutcome(this, response).decide();
		}
	}

	void abandon(ClientResponse response) {
		ResponseBodies.abandon(response, this.call.core().time().scheduler());
	}

	void completed() {
		CacheCall leader = this.waiters.leader();
		List<CacheCall> waiting = end();
		if (leader != null) {
			leader.completed();
		}
		waiting.forEach(CacheCall::resumeAlone);
	}

	void sent(Subscription subscription) {
		this.upstream = subscription;
		if (this.waiters.isOver()) {
			subscription.cancel();
		}
		else {
			subscription.request(Long.MAX_VALUE);
		}
	}

	/** Sends the request again, because no call could use the response. */
	void repeat(CacheDecision.Forward again) {
		this.forward = again;
		send();
	}

	/**
	 * Lets the waiters ask alone, and also all calls for this key during the next minute.
	 */
	void ofNoUse(List<CacheCall> waiting) {
		this.cache.state.uncollapsible.add(this.key, this.cache.nanoTime());
		waiting.forEach(CacheCall::resumeAlone);
	}

	/** Ends the fetch; its response is stored. */
	List<CacheCall> stored() {
		this.cache.state.fetches.countStored();
		return end();
	}

	/** From now on no call can join. The stored response can be found already. */
	void unlist() {
		synchronized (this) {
			if (!this.listed) {
				return;
			}
			this.listed = false;
		}
		if (this.shared) {
			this.cache.state.fetches.over(this, this.background);
		}
	}

	void failed(Throwable error) {
		this.cache.invalidate(this.cache.invalidated(this.seen, this.call.isRedirected()), this.context,
				() -> over(error));
	}

	private void over(Throwable error) {
		CacheCall leader = this.waiters.leader();
		List<CacheCall> waiting = end();
		if (leader != null) {
			leader.failed(error);
		}
		again(waiting, error);
	}

	/**
	 * A single failure may concern only the leader, such as its deadline or its
	 * connection. So waiters that cannot be answered with a stale response ask once more,
	 * together.
	 */
	void again(List<CacheCall> waiting, Throwable error) {
		boolean leadersOwn = error instanceof DeadlineExceededException;
		int failures = leadersOwn ? this.failuresBefore : this.failuresBefore + 1;
		List<CacheCall> left = waiting.stream()
			.filter((call) -> !call.isOver() && (leadersOwn || !StoredAnswers.insteadOf(call, error)))
			.toList();
		if (left.isEmpty()) {
			return;
		}
		if (failures < MOST_FAILURES) {
			this.cache.state.fetches.again(left, failures);
		}
		else {
			left.forEach((call) -> call.failed(error));
		}
	}

}
