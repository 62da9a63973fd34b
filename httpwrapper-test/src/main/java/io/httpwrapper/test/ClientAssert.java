package io.httpwrapper.test;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.policy.CircuitState;
import io.httpwrapper.policy.RetryReason;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on what a client did since the test began. Each failure shows the history.
 */
public final class ClientAssert extends AbstractAssert<ClientAssert, ClientRecording> {

	ClientAssert(ClientRecording recording) {
		super(recording, ClientAssert.class);
	}

	/** That so many requests were sent, over all calls. */
	public ClientAssert attempted(int times) {
		int sent = sent();
		return check(sent == times, "to have sent %d requests, but it sent %d", times, sent);
	}

	/** That no request was sent. */
	public ClientAssert attemptedNothing() {
		return attempted(0);
	}

	private int sent() {
		return this.actual.events(EventType.ATTEMPT_COMPLETED).size();
	}

	/** That a response of this status was followed by another attempt. */
	public ClientAssert retriedBecause(int status) {
		return check(retried((event) -> event.status() == status), "to have retried because of status %d", status);
	}

	/** That an error of this type, or caused by one, was followed by another attempt. */
	public ClientAssert retriedBecause(Class<? extends Throwable> error) {
		return check(retried((event) -> isOrHas(event.error(), error)), "to have retried because of %s",
				error.getSimpleName());
	}

	/** That an attempt was followed by another one for this reason. */
	public ClientAssert retriedBecause(RetryReason reason) {
		return check(retried((event) -> event.reason().equals(reason.tag())), "to have retried for reason %s",
				reason.tag());
	}

	/** That every attempt was the first of its call. */
	public ClientAssert neverRetried() {
		return check(!retried((event) -> true), "not to have retried");
	}

	/** That all pauses before retries together were so long. */
	public ClientAssert pausedBetween(Duration least, Duration most) {
		Duration total = this.actual.events(EventType.RETRY_SCHEDULED)
			.stream()
			.map(ClientEvent::duration)
			.reduce(Duration.ZERO, Duration::plus);
		return check(total.compareTo(least) >= 0 && total.compareTo(most) <= 0,
				"to have paused between %d and %d ms before retries, but it was %d ms", least.toMillis(),
				most.toMillis(), total.toMillis());
	}

	private boolean retried(Predicate<ClientEvent> matching) {
		return this.actual.events(EventType.RETRY_SCHEDULED).stream().anyMatch(matching);
	}

	/** That a failed attempt was not followed by another one for this reason. */
	public ClientAssert gaveUpBecause(RetryReason reason) {
		return check(
				this.actual.events(EventType.RETRY_STOPPED)
					.stream()
					.anyMatch((event) -> event.reason().equals(reason.tag())),
				"to have given up for reason %s", reason.tag());
	}

	/**
	 * That an attempt was refused by ourselves.
	 * @param reason {@code circuit-open}, {@code rate-limited} or {@code bulkhead-full}
	 */
	public ClientAssert rejectedBecause(String reason) {
		return check(
				this.actual.events(EventType.ATTEMPT_REJECTED)
					.stream()
					.anyMatch((event) -> event.reason().equals(reason)),
				"to have refused an attempt because of %s", reason);
	}

	/** That the last call to end got a response of this status. */
	public ClientAssert answered(int status) {
		ClientEvent last = last();
		return check(last != null && last.type() == EventType.CALL_SUCCEEDED && last.status() == status,
				"to have answered its last call with status %d", status);
	}

	/** That the last call to end failed with this error, or one caused by it. */
	public ClientAssert failedWith(Class<? extends Throwable> error) {
		ClientEvent last = last();
		return check(last != null && isOrHas(last.error(), error), "to have failed its last call with %s",
				error.getSimpleName());
	}

	private @Nullable ClientEvent last() {
		List<ClientEvent> calls = this.actual.events()
			.stream()
			.filter((event) -> event.type() == EventType.CALL_SUCCEEDED || event.type() == EventType.CALL_FAILED
					|| event.type() == EventType.CALL_CANCELLED)
			.toList();
		return calls.isEmpty() ? null : calls.get(calls.size() - 1);
	}

	/**
	 * That the last answer had this part of the cache in it.
	 * @param outcome as {@code httpwrapper.cache.answers} has it: {@code hit},
	 * {@code miss}, {@code stale-if-error} and so on
	 */
	public ClientAssert cacheAnswered(String outcome) {
		List<ClientEvent> answers = this.actual.events(EventType.CACHE_ANSWERED);
		return check(!answers.isEmpty() && answers.get(answers.size() - 1).reason().equals(outcome),
				"to have %s as its cache's last answer", outcome);
	}

	/**
	 * That all of its circuits are in this state, of which there must be one at least.
	 */
	public ClientAssert circuit(CircuitState state) {
		boolean all = !this.actual.circuits().isEmpty()
				&& this.actual.circuits().stream().allMatch((circuit) -> circuit.state() == state);
		return check(all, "to have its circuit %s", state);
	}

	/**
	 * That one circuit is in this state.
	 * @param name its name, {@code host:port}
	 */
	public ClientAssert circuit(String name, CircuitState state) {
		boolean is = this.actual.circuits()
			.stream()
			.anyMatch((circuit) -> circuit.name().equals(name) && circuit.state() == state);
		return check(is, "to have circuit %s %s", name, state);
	}

	private ClientAssert check(boolean holds, String expectation, Object... values) {
		isNotNull();
		if (!holds) {
			throw failure("Expected client '%s' %s. What it did:%n%s", this.actual.client().name(),
					expectation.formatted(values), this.actual.history());
		}
		return this;
	}

	private static boolean isOrHas(@Nullable Throwable error, Class<? extends Throwable> type) {
		for (Throwable cause = error; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return true;
			}
		}
		return false;
	}

}
