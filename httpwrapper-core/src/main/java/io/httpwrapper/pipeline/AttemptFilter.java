package io.httpwrapper.pipeline;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.httpwrapper.policy.Permit;
import io.httpwrapper.policy.Verdict;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;

/**
 * One attempt: asks the guards in order to let it in, sends the request, judges the
 * outcome once, and tells the guards in reverse. All the delicate cases live here, in one
 * operator: an error, a cancel before the head or after it, a timeout, a body that
 * breaks, a response that comes too late. Each permit is settled once and released once,
 * whatever happens.
 */
final class AttemptFilter implements Stage {

	/** What a guard that has nothing to do answers. */
	static final Permit NOTHING = (verdict, startNanos, nowNanos, retryAfterNanos) -> {
	};

	private final WrappedClient client;

	private final Guard[] guards;

	private final boolean startsWithCall;

	private final boolean readsHeads;

	private final Stage next;

	private final @Nullable AttemptObserver observer;

	/**
	 * @param startsWithCall whether no stage between the call's start and the first
	 * attempt takes time, so that both can share one reading of the clock
	 * @param observer of each attempt, or null
	 * @param guards in the order in which they are asked
	 */
	AttemptFilter(WrappedClient client, boolean startsWithCall, @Nullable AttemptObserver observer, Stage next,
			Guard... guards) {
		this.client = client;
		this.startsWithCall = startsWithCall;
		this.observer = observer;
		this.next = next;
		this.guards = guards.clone();
		this.readsHeads = Arrays.stream(guards).anyMatch(Guard::readsHeads);
	}

	@Override
	public void send(ClientRequest request, CoreSubscriber<? super ClientResponse> subscriber) {
		AttemptObserver observer = this.observer;
		Attempt attempt = (observer != null && observer.isActive())
				? new ObservedAttempt(subscriber, this, request, observer) : new Attempt(subscriber, this, request);
		subscriber.onSubscribe(attempt);
		attempt.start();
	}

	WrappedClient client() {
		return this.client;
	}

	Guard[] guards() {
		return this.guards;
	}

	boolean readsHeads() {
		return this.readsHeads;
	}

	boolean startsWithCall() {
		return this.startsWithCall;
	}

	Stage next() {
		return this.next;
	}

	/** The value of the deadline header: whole milliseconds, rounded down. */
	static String headerValue(long remainingNanos) {
		return Long.toString(TimeUnit.NANOSECONDS.toMillis(remainingNanos));
	}

	/**
	 * The permits of several guards, told in reverse.
	 */
	record Permits(Permit outer, Permit inner) implements Permit {

		@Override
		public void settle(Verdict verdict, long startNanos, long nowNanos, long retryAfterNanos) {
			this.inner.settle(verdict, startNanos, nowNanos, retryAfterNanos);
			this.outer.settle(verdict, startNanos, nowNanos, retryAfterNanos);
		}

		@Override
		public void answered(int status, Function<String, @Nullable String> header, long nowNanos) {
			this.inner.answered(status, header, nowNanos);
			this.outer.answered(status, header, nowNanos);
		}

		@Override
		public void unsent() {
			this.inner.unsent();
			this.outer.unsent();
		}

		@Override
		public void bodyFailed(long nowNanos) {
			this.inner.bodyFailed(nowNanos);
			this.outer.bodyFailed(nowNanos);
		}

		@Override
		public void release() {
			this.inner.release();
			this.outer.release();
		}

	}

}
