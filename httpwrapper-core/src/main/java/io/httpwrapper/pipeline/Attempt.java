package io.httpwrapper.pipeline;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.httpwrapper.http.RetryAfter;
import io.httpwrapper.policy.Admission;
import io.httpwrapper.policy.Later;
import io.httpwrapper.policy.Permit;
import io.httpwrapper.policy.Verdict;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;

/**
 * One attempt under way: the delicate cases of {@link AttemptFilter}, case by case.
 */
class Attempt extends TimedSubscriber {

	private static final AtomicIntegerFieldUpdater<Attempt> STATE = AtomicIntegerFieldUpdater.newUpdater(Attempt.class,
			"state");

	/** Asking the guards. */
	private static final int ENTERING = 0;

	/** Waiting for a guard that said "later". */
	private static final int WAITING = 1;

	private static final int SENT = 2;

	/** The head was judged and handed on; the permits are held to the body's end. */
	private static final int HEAD = 3;

	/** The same, with a head that was a success. */
	private static final int GOOD_HEAD = 4;

	private static final int OVER = 5;

	private final AttemptFilter filter;

	private final ClientRequest request;

	/** All permits handed out so far, as one. */
	private Permit permit = AttemptFilter.NOTHING;

	/** How many guards have let the attempt in. */
	private int entered;

	private long startNanos;

	private volatile int state;

	/** What is waited for: a guard's answer ({@link Later}), then the body's end. */
	private volatile @Nullable Object pending;

	/** The timeout fired before the request was on its way. */
	private volatile boolean expiredEarly;

	Attempt(CoreSubscriber<? super ClientResponse> downstream, AttemptFilter filter, ClientRequest request) {
		super(downstream, Exchange.require(request));
		this.filter = filter;
		this.request = request;
	}

	ClientRequest request() {
		return this.request;
	}

	void start() {
		if (this.exchange.attempt == 0) {
			this.exchange.attempt = 1;
		}
		long now = (this.exchange.attempt == 1 && this.filter.startsWithCall()) ? this.exchange.startNanos
				: this.filter.client().nanoTime();
		this.exchange.verdict = null;
		this.startNanos = now;
		enter(now);
	}

	private void enter(long now) {
		Guard[] guards = this.filter.guards();
		while (this.entered < guards.length) {
			Admission admission = guards[this.entered].enter(this, now);
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
		if (added != AttemptFilter.NOTHING) {
			this.permit = (this.permit == AttemptFilter.NOTHING) ? added
					: new AttemptFilter.Permits(this.permit, added);
		}
	}

	private void await(Later later) {
		this.pending = later;
		if (STATE.compareAndSet(this, ENTERING, WAITING)) {
			later.await(this::answered);
		}
		else {
			later.cancel();
			leaveUnsent(this.startNanos);
		}
	}

	/** The guard that said "later" has an answer, on whatever thread. */
	private void answered(Admission admission) {
		ThreadLocals.of(this.downstream.currentContext(), () -> goOn(admission));
	}

	/** The caller may be gone by now. */
	private void goOn(Admission admission) {
		long now = this.filter.client().nanoTime();
		if (!STATE.compareAndSet(this, WAITING, ENTERING)) {
			if (admission instanceof Permit granted) {
				granted.unsent();
				granted.settle(Verdict.IGNORED, now, now, Permit.NO_RETRY_AFTER);
				granted.release();
			}
			return;
		}
		this.pending = null;
		if (admission instanceof Permit granted) {
			hold(granted);
			this.startNanos = now;
			enter(now);
		}
		else {
			refused((CallRejectedException) admission);
		}
	}

	private void refused(CallRejectedException refusal) {
		if (STATE.compareAndSet(this, ENTERING, OVER)) {
			leaveUnsent(this.startNanos);
			this.exchange.verdict = Verdict.NOT_SENT;
			this.filter.client().counters().rejected();
			this.filter.client().events().attemptRejected(this.exchange, this.request, refusal);
			this.downstream.onError(refusal);
		}
		else {
			leaveUnsent(this.startNanos);
		}
	}

	private void send(long now) {
		if (!STATE.compareAndSet(this, ENTERING, SENT)) {
			leaveUnsent(now);
			return;
		}
		long remaining = this.exchange.remainingNanos(now);
		if (remaining <= 0) {
			giveUpUnsent(now);
			return;
		}
		this.filter.client().counters().attempted();
		this.filter.next().send(departing(this.exchange.plan.withDeadlineHeader(this.request, remaining)), this);
		if (this.expiredEarly) {
			expired();
		}
	}

	/** The request is about to be sent; what is returned is sent. */
	ClientRequest departing(ClientRequest request) {
		return request;
	}

	/**
	 * Tells of the outcome, once for each attempt that was sent, before the caller is
	 * told.
	 */
	void completed(Verdict verdict, @Nullable ClientResponse response, @Nullable Throwable error, long now) {
		int status = (response != null) ? response.statusCode().value() : 0;
		this.filter.client()
			.events()
			.attemptCompleted(this.exchange, this.request, verdict, status, error, this.startNanos, now);
	}

	/** There will be no outcome: what is below has completed without one. */
	void unanswered() {
	}

	private void giveUpUnsent(long now) {
		if (STATE.compareAndSet(this, SENT, OVER)) {
			leaveUnsent(now);
			this.exchange.verdict = Verdict.NOT_SENT;
			this.downstream.onError(deadline(this.exchange.attempt - 1, false));
		}
	}

	@Override
	public void onNext(ClientResponse response) {
		if (!STATE.compareAndSet(this, SENT, HEAD)) {
			ResponseBodies.drop(response, this.exchange);
			return;
		}
		long now = this.filter.client().nanoTime();
		int status = response.statusCode().value();
		Verdict verdict = this.exchange.plan.judge(response, status);
		long retryAfter = (verdict == Verdict.SUCCESS) ? Permit.NO_RETRY_AFTER : RetryAfter
			.nanos(response.headers().asHttpHeaders().getFirst(HttpHeaders.RETRY_AFTER), this.filter.client().clock());
		this.exchange.verdict = verdict;
		if (this.filter.readsHeads()) {
			HttpHeaders headers = response.headers().asHttpHeaders();
			this.permit.answered(status, (name) -> joined(headers.get(name)), now);
		}
		settle(verdict, now, retryAfter);
		completed(verdict, response, null, now);
		TrackedResponse tracked = TrackedResponse.track(response, this);
		this.pending = tracked;
		if (isCancelled()) {
			tracked.abandon();
			return;
		}
		if (verdict == Verdict.SUCCESS) {
			// a cancel that came in between has found nothing to cancel but the
			// upstream
			STATE.compareAndSet(this, HEAD, GOOD_HEAD);
		}
		this.downstream.onNext(tracked);
		this.downstream.onComplete();
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
			failed(error, this.exchange.plan.judge(error));
		}
	}

	private void failed(Throwable error, Verdict verdict) {
		long now = this.filter.client().nanoTime();
		this.exchange.verdict = verdict;
		leave(verdict, now, Permit.NO_RETRY_AFTER);
		completed(verdict, null, error, now);
		this.downstream.onError(error);
	}

	/**
	 * A stage below or the connector completed without a response: nothing to judge.
	 */
	@Override
	public void onComplete() {
		if (STATE.compareAndSet(this, SENT, OVER)) {
			this.exchange.verdict = Verdict.IGNORED;
			leave(Verdict.IGNORED, this.filter.client().nanoTime(), Permit.NO_RETRY_AFTER);
			unanswered();
			this.downstream.onComplete();
		}
	}

	@Override
	protected void expired() {
		this.expiredEarly = true;
		if (STATE.compareAndSet(this, SENT, OVER)) {
			cancelUpstream();
			failed(new AttemptTimeoutException(this.exchange.client(), this.exchange.request,
					this.exchange.plan.settings().timeout().attempt(), this.exchange.attempt), Verdict.FAILURE);
		}
	}

	@Override
	public void cancel() {
		// in one step: another thread may be letting the attempt in or sending it
		int before = STATE.getAndUpdate(this, (state) -> (state < HEAD) ? OVER : state);
		if (before == WAITING) {
			((Later) Objects.requireNonNull(this.pending)).cancel();
			leaveUnsent(this.startNanos);
		}
		else if (before == SENT) {
			cancelledInFlight();
		}
		else if (before != ENTERING) {
			// first, so that a response that is not there yet is abandoned when it is
			cancelUpstream();
			abandonResponse();
		}
		cancelUpstream();
	}

	private void abandonResponse() {
		if (this.pending instanceof TrackedResponse response) {
			response.abandon();
		}
	}

	/**
	 * Our own deadline is a failure of the remote; a caller who left says nothing.
	 */
	private void cancelledInFlight() {
		long now = this.filter.client().nanoTime();
		Verdict verdict = this.exchange.expired ? Verdict.FAILURE : Verdict.IGNORED;
		this.exchange.verdict = verdict;
		leave(verdict, now, Permit.NO_RETRY_AFTER);
		completed(verdict, null, null, now);
	}

	/**
	 * What holds the body back does not break it at the deadline but cancels it.
	 */
	@Override
	public void bodyEnded(@Nullable Throwable error) {
		int before = STATE.getAndSet(this, OVER);
		if (before == OVER) {
			return;
		}
		Throwable broken = (error == null && this.exchange.expired) ? deadline(this.exchange.attempt, true) : error;
		if (before == GOOD_HEAD && broken != null) {
			long now = this.filter.client().nanoTime();
			this.permit.bodyFailed(now);
			this.filter.client().events().bodyFailed(this.exchange, this.request, broken, now - this.startNanos);
		}
		this.permit.release();
	}

	private DeadlineExceededException deadline(int attempts, boolean inBody) {
		return new DeadlineExceededException(this.exchange.client(), this.exchange.request,
				Objects.requireNonNull(this.exchange.timeout), attempts, inBody);
	}

	private void leaveUnsent(long now) {
		this.permit.unsent();
		leave(Verdict.IGNORED, now, Permit.NO_RETRY_AFTER);
	}

	private void leave(Verdict verdict, long now, long retryAfter) {
		settle(verdict, now, retryAfter);
		this.permit.release();
	}

	/** The attempt's timeout is over with whatever there is to tell the guards. */
	private void settle(Verdict verdict, long now, long retryAfter) {
		disarm();
		this.permit.settle(verdict, this.startNanos, now, retryAfter);
	}

}
