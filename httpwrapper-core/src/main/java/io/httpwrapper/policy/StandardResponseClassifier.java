package io.httpwrapper.policy;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Judges by status and by class of error, as {@link ClassifierSettings} says. Reads a
 * header only for a status whose meaning depends on it.
 */
public final class StandardResponseClassifier implements ResponseClassifier {

	private final StatusTable ignored;

	private final StatusTable transients;

	private final StatusTable transientsWithRetryAfter;

	private final StatusTable failures;

	private final ExceptionNames ignoredExceptions;

	private final ExceptionNames notSentExceptions;

	public StandardResponseClassifier(ClassifierSettings settings) {
		this.ignored = new StatusTable(settings.ignoredStatuses());
		this.transients = new StatusTable(settings.transientStatuses());
		this.transientsWithRetryAfter = new StatusTable(settings.transientWithRetryAfterStatuses());
		this.failures = new StatusTable(settings.failureStatuses());
		this.ignoredExceptions = new ExceptionNames(settings.ignoredExceptions());
		this.notSentExceptions = new ExceptionNames(settings.notSentExceptions());
	}

	@Override
	public Verdict response(int status, Function<String, @Nullable String> header) {
		if (this.ignored.contains(status)) {
			return Verdict.IGNORED;
		}
		if (this.transients.contains(status)) {
			return Verdict.TRANSIENT_FAILURE;
		}
		if (this.transientsWithRetryAfter.contains(status) && header.apply("Retry-After") != null) {
			return Verdict.TRANSIENT_FAILURE;
		}
		return this.failures.contains(status) ? Verdict.FAILURE : Verdict.SUCCESS;
	}

	/**
	 * Whether a response of this status is a success whatever its headers say.
	 */
	public boolean isSuccess(int status) {
		return !this.failures.contains(status) && !this.transients.contains(status)
				&& !this.transientsWithRetryAfter.contains(status) && !this.ignored.contains(status);
	}

	@Override
	public Verdict error(Throwable error) {
		if (this.ignoredExceptions.match(error)) {
			return Verdict.IGNORED;
		}
		return this.notSentExceptions.match(error) ? Verdict.NOT_SENT : Verdict.FAILURE;
	}

}
