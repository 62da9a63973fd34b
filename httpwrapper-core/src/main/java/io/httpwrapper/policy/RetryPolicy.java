package io.httpwrapper.policy;

import java.time.InstantSource;
import java.util.List;

import io.httpwrapper.http.RetryAfter;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an attempt is repeated: is another one worth it, is it safe, is there
 * time, would we send it, and is there budget, asked in this order. The budget comes
 * last, so that it is drawn on only by what is really sent. Thread-safe.
 */
public final class RetryPolicy {

	private final RetrySettings settings;

	private final List<RetryCondition> conditions;

	private final RetryBudget budget;

	private final Backoff backoff;

	private final InstantSource clock;

	private final StatusTable statuses;

	private final ExceptionNames exceptions;

	private final ExceptionNames ignoredExceptions;

	private final long maxRetryAfterNanos;

	public RetryPolicy(RetrySettings settings, List<RetryCondition> conditions, RetryBudget budget, Backoff backoff,
			InstantSource clock) {
		this.settings = settings;
		this.conditions = List.copyOf(conditions);
		this.budget = budget;
		this.backoff = backoff;
		this.clock = clock;
		this.statuses = new StatusTable(settings.statuses());
		this.exceptions = new ExceptionNames(settings.exceptions());
		this.ignoredExceptions = new ExceptionNames(settings.ignoredExceptions());
		this.maxRetryAfterNanos = settings.maxRetryAfter().toNanos();
	}

	/**
	 * Whether a response can be handed on without asking {@link #decide}, as most can.
	 * @param verdict what the response meant
	 * @param status its status
	 */
	public boolean passes(Verdict verdict, int status) {
		return verdict == Verdict.SUCCESS && this.conditions.isEmpty() && !this.statuses.contains(status);
	}

	/**
	 * Decides on another attempt, which nothing would refuse.
	 */
	public RetryDecision decide(AttemptOutcome outcome) {
		return decide(outcome, 0);
	}

	/**
	 * Decides on another attempt. One that is to be repeated has drawn on the budget.
	 * @param refusedNanos how long the client itself would refuse another attempt: nobody
	 * waits for a refusal. 0 if it would not, {@link Long#MAX_VALUE} if that has no end
	 */
	public RetryDecision decide(AttemptOutcome outcome, long refusedNanos) {
		if (!this.settings.enabled()) {
			return RetryDecision.stop(RetryReason.DISABLED);
		}
		RetryReason reason = worth(outcome);
		if (!reason.repeats()) {
			return RetryDecision.stop(reason);
		}
		RetryReason obstacle = obstacle(outcome);
		return (obstacle != null) ? RetryDecision.stop(obstacle) : whenAffordable(outcome, reason, refusedNanos);
	}

	private RetryReason worth(AttemptOutcome outcome) {
		for (RetryCondition condition : this.conditions) {
			RetryCondition.Answer answer = condition.test(outcome);
			if (answer != RetryCondition.Answer.ABSTAIN) {
				return (answer == RetryCondition.Answer.RETRY) ? RetryReason.CONDITION : RetryReason.NOT_WORTH;
			}
		}
		if (this.ignoredExceptions.match(outcome.error())) {
			return RetryReason.NOT_WORTH;
		}
		return (outcome.error() != null) ? worthOf(outcome.error(), outcome) : worthOfResponse(outcome);
	}

	private RetryReason worthOf(Throwable error, AttemptOutcome outcome) {
		boolean named = this.exceptions.match(error);
		if (!named && isRefusal(error)) {
			return RetryReason.REJECTED;
		}
		if (outcome.verdict() == Verdict.NOT_SENT) {
			return RetryReason.NOT_SENT;
		}
		if (!named) {
			return RetryReason.NOT_WORTH;
		}
		return (outcome.status() != 0) ? RetryReason.BODY : RetryReason.EXCEPTION;
	}

	/** A guard's refusal is an {@link Admission} too. */
	private static boolean isRefusal(@Nullable Throwable error) {
		return ExceptionNames.anyCause(error, Admission.class::isInstance);
	}

	private RetryReason worthOfResponse(AttemptOutcome outcome) {
		if (outcome.verdict() == Verdict.NOT_SENT) {
			return RetryReason.NOT_SENT;
		}
		return this.statuses.contains(outcome.status()) ? RetryReason.STATUS : RetryReason.NOT_WORTH;
	}

	private @Nullable RetryReason obstacle(AttemptOutcome outcome) {
		if (outcome.attempt() >= this.settings.maxAttempts()) {
			return RetryReason.MAX_ATTEMPTS;
		}
		if (!outcome.repeatableBody()) {
			return RetryReason.ONE_TIME_BODY;
		}
		boolean safe = outcome.verdict() == Verdict.NOT_SENT || outcome.idempotent()
				|| this.settings.methods().contains(outcome.method());
		return (safe) ? null : RetryReason.METHOD;
	}

	private RetryDecision whenAffordable(AttemptOutcome outcome, RetryReason reason, long refusedNanos) {
		long retryAfter = (outcome.status() != 0) ? RetryAfter.nanos(outcome.header().apply("Retry-After"), this.clock)
				: Permit.NO_RETRY_AFTER;
		if (retryAfter > this.maxRetryAfterNanos) {
			return RetryDecision.stop(RetryReason.PUSHBACK);
		}
		long pause = Math.max(retryAfter, this.backoff.pauseNanos(outcome.attempt(), outcome.previousPauseNanos()));
		if (pause >= outcome.remainingNanos()) {
			return RetryDecision.stop(RetryReason.DEADLINE);
		}
		if (pause < refusedNanos) {
			return RetryDecision.stop(RetryReason.REJECTED);
		}
		return this.budget.tryWithdraw() ? new RetryDecision(reason, pause) : RetryDecision.stop(RetryReason.BUDGET);
	}

}
