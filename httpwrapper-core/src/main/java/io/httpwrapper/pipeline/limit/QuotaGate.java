package io.httpwrapper.pipeline.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.httpwrapper.error.ClientCallException;
import io.httpwrapper.error.RateLimitedException.Bound;
import io.httpwrapper.error.RateLimitedException;
import io.httpwrapper.http.RetryAfter;
import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.policy.Admission;
import io.httpwrapper.policy.Permit;
import io.httpwrapper.policy.Quota;
import io.httpwrapper.policy.QuotaHeaders;
import io.httpwrapper.policy.QuotaPacer;
import io.httpwrapper.policy.QuotaSnapshot;
import io.httpwrapper.policy.QuotaState;
import io.httpwrapper.policy.Verdict;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * The known quotas of one key, and the queue of requests that wait for them: first come,
 * first served. Thread-safe; no callback runs under the lock.
 */
final class QuotaGate {

	final String key;

	/** Set at each look-up of the gate. */
	volatile long lastUse;

	/** Whether it was removed to make room for another gate. */
	volatile boolean evicted;

	private final QuotaGuard guard;

	private final String name;

	/** Guarded by this, like all fields below. */
	private final QuotaPacer pacer;

	private final Set<QuotaWait> waits = new LinkedHashSet<>();

	private QuotaState toldState = QuotaState.FREE;

	private @Nullable Disposable task;

	/**
	 * @param key the key of the requests
	 * @param name the part of the key that may be shown
	 */
	QuotaGate(QuotaGuard guard, String key, String name, long nowNanos) {
		this.guard = guard;
		this.key = key;
		this.name = name;
		this.pacer = new QuotaPacer(nowNanos);
	}

	Admission enter(AttemptRequest attempt, long nowNanos) {
		long longest = GuardWait.longestNanos(attempt, this.guard.settings().maxWait().toNanos(), nowNanos);
		long wait;
		synchronized (this) {
			wait = this.pacer.waitNanos(nowNanos, this.waits.size());
			if (wait == 0 && this.waits.isEmpty()) {
				return new QuotaPermit(this, this.pacer.sent(nowNanos));
			}
		}
		if (wait > longest) {
			return refusal(attempt, wait, nowNanos);
		}
		return this.guard.startWaiting() ? new QuotaWait(this, attempt, nowNanos, nowNanos + longest)
				: refusal(attempt, wait, Bound.MAX_WAITING, this.guard.settings().maxWaiting());
	}

	private RateLimitedException refusal(AttemptRequest attempt, long waitNanos, long nowNanos) {
		long maxWait = this.guard.settings().maxWait().toNanos();
		long remaining = attempt.call().remainingNanos(nowNanos);
		return (remaining <= maxWait) ? refusal(attempt, waitNanos, Bound.DEADLINE, remaining)
				: refusal(attempt, waitNanos, Bound.MAX_WAIT, maxWait);
	}

	private RateLimitedException refusal(AttemptRequest attempt, long waitNanos, Bound bound, long value) {
		return new RateLimitedException(this.guard.core().name(), attempt, waitNanos, bound, value, this.name);
	}

	void add(QuotaWait wait) {
		synchronized (this) {
			this.waits.add(wait);
		}
		letIn();
	}

	/**
	 * Removes {@code wait} from the queue.
	 * @return false if it was not in the queue
	 */
	synchronized boolean remove(QuotaWait wait) {
		return this.waits.remove(wait);
	}

	/**
	 * Lets in the requests that may be sent now, and refuses those that would have to
	 * wait too long.
	 */
	private void letIn() {
		List<Runnable> answers = new ArrayList<>();
		long now = now();
		synchronized (this) {
			while (!this.waits.isEmpty()) {
				QuotaWait first = this.waits.iterator().next();
				long wait = this.pacer.waitNanos(now);
				if (wait == 0) {
					Permit permit = new QuotaPermit(this, this.pacer.sent(now));
					answers.add(() -> first.letIn(permit, now));
				}
				else if (now + wait - first.untilNanos > 0) {
					answers.add(() -> first.refuse(refusal(first.attempt, wait, now)));
				}
				else {
					arm(wait);
					break;
				}
				this.waits.remove(first);
			}
		}
		answers.forEach(Runnable::run);
	}

	private void arm(long waitNanos) {
		if (this.task != null) {
			this.task.dispose();
		}
		this.task = this.guard.core().time().scheduler().schedule(this::due, waitNanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * Runs when the timer fires. Later requests must not dispose of the timer any more,
	 * because that would interrupt this run.
	 */
	private void due() {
		synchronized (this) {
			this.task = null;
		}
		letIn();
	}

	private void answered(QuotaPacer.Ticket ticket, int status, Function<String, @Nullable String> header,
			long nowNanos) {
		List<Quota> quotas = QuotaHeaders.read(header, this.guard.core().time().clock());
		long retryAfter = (status < 400) ? Permit.NO_RETRY_AFTER
				: RetryAfter.nanos(header.apply("Retry-After"), this.guard.core().time().clock());
		QuotaState from;
		QuotaState to;
		synchronized (this) {
			this.pacer.answered(ticket, nowNanos, status, retryAfter, quotas);
			from = this.toldState;
			to = this.pacer.state(nowNanos);
			this.toldState = to;
		}
		wakeWaiting();
		if (from != to) {
			this.guard.core().events().quotaChanged(this.name, from, to, reason(status, retryAfter, quotas));
		}
	}

	private static String reason(int status, long retryAfterNanos, List<Quota> quotas) {
		StringBuilder reason = new StringBuilder("status ").append(status);
		if (retryAfterNanos > 0) {
			reason.append(", retry after ").append(ClientCallException.text(Duration.ofNanos(retryAfterNanos)));
		}
		for (Quota quota : quotas) {
			reason.append(", ").append(quota.remaining()).append(" of ").append(quota.limit()).append(" left");
		}
		return reason.toString();
	}

	private void lost() {
		synchronized (this) {
			this.pacer.lost();
		}
		wakeWaiting();
	}

	private void unsent() {
		synchronized (this) {
			this.pacer.unsent();
		}
		wakeWaiting();
	}

	/**
	 * Wakes the queue on another thread, because the current one still has to hand on a
	 * response.
	 */
	private void wakeWaiting() {
		if (waiting() > 0) {
			this.guard.core().time().scheduler().schedule(this::letIn);
		}
	}

	synchronized int waiting() {
		return this.waits.size();
	}

	synchronized QuotaSnapshot snapshot() {
		long now = now();
		return new QuotaSnapshot(this.name, this.pacer.state(now), this.pacer.quotas(now), this.pacer.rate(now),
				Duration.ofNanos(this.pacer.waitNanos(now)), this.waits.size());
	}

	QuotaGuard guard() {
		return this.guard;
	}

	private long now() {
		return this.guard.core().nanoTime();
	}

	/**
	 * The permit of one request.
	 */
	private static final class QuotaPermit implements Permit {

		private final QuotaGate gate;

		private final QuotaPacer.Ticket ticket;

		/** Whether the pacer has been informed of the outcome. */
		private boolean told;

		QuotaPermit(QuotaGate gate, QuotaPacer.Ticket ticket) {
			this.gate = gate;
			this.ticket = ticket;
		}

		@Override
		public void answered(int status, Function<String, @Nullable String> header, long nowNanos) {
			this.told = true;
			this.gate.answered(this.ticket, status, header, nowNanos);
		}

		@Override
		public void unsent() {
			this.told = true;
			this.gate.unsent();
		}

		@Override
		public void settle(Verdict verdict, long startNanos, long nowNanos, long retryAfterNanos) {
			if (this.told) {
				return;
			}
			if (verdict == Verdict.NOT_SENT) {
				this.gate.unsent();
			}
			else {
				this.gate.lost();
			}
		}

	}

}
