package io.httpwrapper.pipeline.attempt;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.httpwrapper.error.AttemptTimeoutException;
import io.httpwrapper.error.CallRejectedException;
import io.httpwrapper.pipeline.body.ResponseBodies;
import io.httpwrapper.pipeline.body.StageSubscriber;
import io.httpwrapper.pipeline.body.TrackedResponse;
import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.pipeline.call.ClientCore;
import io.httpwrapper.pipeline.call.ThreadLocals;
import io.httpwrapper.policy.Admission;
import io.httpwrapper.policy.Later;
import io.httpwrapper.policy.Permit;
import io.httpwrapper.http.RetryAfter;
import io.httpwrapper.policy.Verdict;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.core.scheduler.Scheduler;

/**
 * One attempt, from the first guard to the end of the response body. In every case each
 * permit is settled once and released once.
 *
 * <pre>
 * state      event                     to         permits
 * ---------  ------------------------  ---------  --------------------------------
 * ENTERING   a guard says "later"      WAITING
 * ENTERING   a guard refuses           OVER       unsent, released
 * ENTERING   all guards let it in      SENT
 * ENTERING   the caller cancels        OVER       unsent, released by the entering thread
 * WAITING    the guard lets it in      ENTERING
 * WAITING    the caller cancels        OVER       unsent, released
 * SENT       no time is left           OVER       unsent, released
 * SENT       response                  RESPONDED  settled
 * SENT       response, a success       SUCCEEDED  settled
 * SENT       error, timeout, cancel    OVER       settled, released
 * RESPONDED  the body ends             OVER       released
 * SUCCEEDED  the body ends             OVER       released
 * SUCCEEDED  the body breaks           OVER       informed of the broken body, released
 * </pre>
 *
 * A response in any other state than SENT is dropped.
 */
class AttemptSubscriber extends StageSubscriber {

	private static final AtomicIntegerFieldUpdater<AttemptSubscriber> STATE = AtomicIntegerFieldUpdater
		.newUpdater(AttemptSubscriber.class, "state");

	private static final int ENTERING = 0;

	private static final int WAITING = 1;

	private static final int SENT = 2;

	private static final int RESPONDED = 3;

	private static final int SUCCEEDED = 4;

	private static final int OVER = 5;

	final AttemptRequest attempt;

	private final AttemptFilter filter;

	/** All permits so far, combined into one. */
	private Permit permit = Guard.NOTHING;

	/** How many guards have let the attempt in. */
	private int entered;

	private volatile int state;

	/** The current wait for a guard. */
	private volatile @Nullable Later wait;

	private volatile @Nullable TrackedResponse response;

	AttemptSubscriber(CoreSubscriber<? super ClientResponse> downstream, AttemptFilter filter, AttemptRequest attempt) {
		super(downstream);
		this.filter = filter;
		this.attempt = attempt;
	}

	ClientCore core() {
		return this.filter.core;
	}

	@Override
	public Scheduler scheduler() {
		return core().time().scheduler();
	}

	void start() {
		enter(core().nanoTime());
	}

	private void enter(long now) {
		this.attempt.startNanos(now);
		Guard[] guards = this.filter.guards;
		while (this.entered < guards.length) {
			Admission admission = guards[this.entered].enter(this.attempt, now);
			if (admission instanceof Permit granted) {
				hold(granted);
			}
			else if (admission instanceof Later later) {
				await(later);
				return;
			}
			else {
				refused((CallRejectedException) admission);
				return;
			}
		}
		send(now);
	}

	private void hold(Permit added) {
		this.entered++;
		this.permit = Permits.of(this.permit, added);
	}

	private void await(Later later) {
		this.wait = later;
		if (STATE.compareAndSet(this, ENTERING, WAITING)) {
			later.await(this::answered);
		}
		else {
			later.cancel();
			leaveUnsent(this.attempt.startNanos());
		}
	}

	/** The guard that said "later" has an answer. Called on any thread. */
	private void answered(Admission admission) {
		ThreadLocals.of(this.downstream.currentContext(), () -> goOn(admission));
	}

	/** Continues after a wait. The caller may have cancelled meanwhile. */
	private void goOn(Admission admission) {
		long now = core().nanoTime();
		if (!STATE.compareAndSet(this, WAITING, ENTERING)) {
			if (admission instanceof Permit granted) {
				granted.unsent();
				granted.settle(Verdict.IGNORED, now, now, Permit.NO_RETRY_AFTER);
				granted.release();
			}
			return;
		}
		this.wait = null;
		if (admission instanceof Permit granted) {
			hold(granted);
			enter(now);
		}
		else {
			refused((CallRejectedException) admission);
		}
	}

	private void refused(CallRejectedException refusal) {
		boolean open = STATE.compareAndSet(this, ENTERING, OVER);
		leaveUnsent(this.attempt.startNanos());
		if (open) {
			this.attempt.verdict(Verdict.NOT_SENT);
			core().counters().rejected();
			core().events().attemptRejected(this.attempt, refusal);
			this.downstream.onError(refusal);
		}
	}

	private void send(long now) {
		if (!STATE.compareAndSet(this, ENTERING, SENT)) {
			leaveUnsent(now);
			return;
		}
		long remaining = this.attempt.call().remainingNanos(now);
		if (remaining <= 0) {
			giveUpUnsent(now);
			return;
		}
		core().counters().attempted();
		armTimeout(remaining, now);
		if (this.filter.deadlineHeader != null && remaining != Long.MAX_VALUE) {
			// whole milliseconds, rounded down
			this.attempt.add(this.filter.deadlineHeader, Long.toString(TimeUnit.NANOSECONDS.toMillis(remaining)));
		}
		departing();
		this.filter.next.send(this.attempt, this);
	}

	private void giveUpUnsent(long now) {
		if (STATE.compareAndSet(this, SENT, OVER)) {
			leaveUnsent(now);
			this.attempt.verdict(Verdict.NOT_SENT);
			this.downstream.onError(this.attempt.call().deadlineExceeded(this.attempt.attempt() - 1, false));
		}
	}

	/**
	 * The timeout starts when all guards have let the attempt in. If the call's deadline
	 * is earlier, the deadline ends the attempt, and the attempt counts as timed out too.
	 */
	private void armTimeout(long remaining, long now) {
		if (this.filter.timeoutLine != null && remaining > this.filter.timeoutNanos) {
			this.filter.timeoutLine.arm(this, now);
			if (this.state == OVER) {
				// a caller that cancelled meanwhile may have found nothing to disarm
				disarm();
			}
		}
	}

	/** The request is about to be sent. */
	void departing() {
	}

	/**
	 * Reports the outcome, once for each attempt that was sent, before the caller is
	 * told.
	 */
	void completed(@Nullable ClientResponse response, @Nullable Throwable error, long now) {
		int status = (response != null) ? response.statusCode().value() : 0;
		core().events().attemptCompleted(this.attempt, status, error, now);
	}

	/** There is no outcome: the stage below completed without a response. */
	void unanswered() {
	}

	@Override
	public void onNext(ClientResponse response) {
		if (!STATE.compareAndSet(this, SENT, RESPONDED)) {
			ResponseBodies.drop(response, scheduler());
			return;
		}
		long now = core().nanoTime();
		Verdict verdict = this.filter.judge.judge(response);
		this.attempt.verdict(verdict);
		settleResponse(response, verdict, now);
		completed(response, null, now);
		TrackedResponse tracked = TrackedResponse.track(response, this, this.attempt);
		this.response = tracked;
		if (isCancelled()) {
			tracked.abandon();
			return;
		}
		if (verdict == Verdict.SUCCESS) {
			// a cancel in between could only cancel the upstream
			STATE.compareAndSet(this, RESPONDED, SUCCEEDED);
		}
		this.downstream.onNext(tracked);
		this.downstream.onComplete();
	}

	private void settleResponse(ClientResponse response, Verdict verdict, long now) {
		long retryAfter = Permit.NO_RETRY_AFTER;
		if (verdict != Verdict.SUCCESS) {
			String value = response.headers().asHttpHeaders().getFirst(HttpHeaders.RETRY_AFTER);
			retryAfter = RetryAfter.nanos(value, core().time().clock());
		}
		if (this.filter.readsHeaders) {
			HttpHeaders headers = response.headers().asHttpHeaders();
			this.permit.answered(response.statusCode().value(), (name) -> joined(headers.get(name)), now);
		}
		settle(verdict, now, retryAfter);
	}

	private static @Nullable String joined(@Nullable List<String> values) {
		if (values == null || values.isEmpty()) {
			return null;
		}
		return (values.size() == 1) ? values.get(0) : String.join(",", values);
	}

	@Override
	public void onError(Throwable error) {
		if (STATE.compareAndSet(this, SENT, OVER)) {
			failed(error, this.filter.judge.judge(error));
		}
	}

	private void failed(Throwable error, Verdict verdict) {
		long now = core().nanoTime();
		this.attempt.verdict(verdict);
		leave(verdict, now);
		completed(null, error, now);
		this.downstream.onError(error);
	}

	/**
	 * A stage below or the connector completed without a response, so there is nothing to
	 * judge.
	 */
	@Override
	public void onComplete() {
		if (STATE.compareAndSet(this, SENT, OVER)) {
			this.attempt.verdict(Verdict.IGNORED);
			leave(Verdict.IGNORED, core().nanoTime());
			unanswered();
			this.downstream.onComplete();
		}
	}

	@Override
	protected void expired() {
		if (STATE.compareAndSet(this, SENT, OVER)) {
			cancelUpstream();
			failed(new AttemptTimeoutException(this.attempt.client(), this.attempt, this.filter.timeout,
					this.attempt.attempt()), Verdict.FAILURE);
		}
	}

	@Override
	public void cancel() {
		// atomic, because another thread may be letting the attempt in or sending it
		int before = STATE.getAndUpdate(this, (state) -> (state < RESPONDED) ? OVER : state);
		if (before == WAITING) {
			Objects.requireNonNull(this.wait).cancel();
			leaveUnsent(this.attempt.startNanos());
		}
		else if (before == SENT) {
			cancelledInFlight();
		}
		else if (before != ENTERING) {
			// first, so that a response that arrives later is abandoned
			cancelUpstream();
			TrackedResponse response = this.response;
			if (response != null) {
				response.abandon();
			}
		}
		cancelUpstream();
	}

	/**
	 * The client's own deadline counts as a failure of the remote. A cancel by the caller
	 * says nothing about the remote.
	 */
	private void cancelledInFlight() {
		long now = core().nanoTime();
		Verdict verdict = this.attempt.call().isExpired() ? Verdict.FAILURE : Verdict.IGNORED;
		this.attempt.cancelled(verdict);
		leave(verdict, now);
		completed(null, null, now);
	}

	/**
	 * A stage that holds the body back does not receive the deadline's error, but
	 * cancels.
	 */
	@Override
	public void bodyEnded(@Nullable Throwable error) {
		int before = STATE.getAndSet(this, OVER);
		if (before == OVER) {
			return;
		}
		Throwable broken = (error == null && this.attempt.call().isExpired())
				? this.attempt.call().deadlineExceeded(this.attempt.attempt(), true) : error;
		if (before == SUCCEEDED && broken != null) {
			long now = core().nanoTime();
			this.permit.bodyFailed(now);
			core().events().bodyFailed(this.attempt, broken, now - this.attempt.startNanos());
		}
		this.permit.release();
	}

	private void leaveUnsent(long now) {
		this.permit.unsent();
		leave(Verdict.IGNORED, now);
	}

	private void leave(Verdict verdict, long now) {
		settle(verdict, now, Permit.NO_RETRY_AFTER);
		this.permit.release();
	}

	/** Disarms the attempt's timeout, and informs the guards of the outcome. */
	private void settle(Verdict verdict, long now, long retryAfter) {
		disarm();
		this.permit.settle(verdict, this.attempt.startNanos(), now, retryAfter);
	}

}
