package io.httpwrapper.pipeline.call;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.httpwrapper.call.CallListener;
import io.httpwrapper.error.CallRejectedException;
import io.httpwrapper.error.CallTimeoutException;
import io.httpwrapper.event.CallOutcome;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import io.httpwrapper.http.Origin;
import io.httpwrapper.http.RecentOrigins;
import io.httpwrapper.policy.CircuitTransition;
import io.httpwrapper.policy.QuotaState;
import io.httpwrapper.policy.RetryDecision;
import io.httpwrapper.policy.Verdict;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.Disposable;

/**
 * Informs the listeners of one client about events. An event without a listener is not
 * created. Thread-safe.
 */
public final class ClientEvents {

	/** The key of the response cache's store in its events. */
	private static final String CACHE = "cache";

	/** The reason of a success that a fallback made. */
	private static final String FALLBACK = "fallback";

	private final String client;

	private final TimeAndChance time;

	private final EventClock clock;

	private final @Nullable SafeCallListener calls;

	private final AtomicLong reports = new AtomicLong();

	private final EventListeners listeners;

	private final RecentOrigins<String> remotes = new RecentOrigins<>();

	ClientEvents(String client, TimeAndChance time, List<ClientEventListener> all, @Nullable CallListener calls) {
		this.client = client;
		this.time = time;
		this.calls = (calls != null) ? new SafeCallListener(client, calls) : null;
		this.clock = new EventClock(time.clock(), nanoTime());
		this.listeners = new EventListeners(client, all);
	}

	private long nanoTime() {
		return this.time.nanoTime().getAsLong();
	}

	/** Adds a listener, until the returned handle is disposed. */
	public Disposable add(ClientEventListener listener) {
		return this.listeners.add(listener);
	}

	// calls

	public void callSucceeded(CallRequest call, ClientResponse response) {
		end(EventType.CALL_SUCCEEDED, call, response.statusCode().value(), null);
	}

	public void callFailed(CallRequest call, Throwable error) {
		end(EventType.CALL_FAILED, call, 0, error);
	}

	public void callCancelled(CallRequest call) {
		end(EventType.CALL_CANCELLED, call, 0, null);
	}

	/**
	 * The body of a call's response has ended, this many nanoseconds after the call
	 * began.
	 */
	public void bodyEnded(long nanos) {
		this.listeners.tellBodyEnded(nanos);
	}

	private void end(EventType type, CallRequest call, int status, @Nullable Throwable error) {
		call.ended = true;
		boolean bad = type != EventType.CALL_CANCELLED && hasFailed(call);
		boolean reported = this.calls != null && (bad || call.report != null || this.calls.wantsPlain());
		boolean told = reported || wanted(type);
		if (!told && !this.listeners.wantTimes()) {
			return;
		}
		long now = nanoTime();
		long nanos = now - call.startNanos();
		this.listeners.tellCalled(outcome(call, status, error), nanos);
		if (told) {
			ClientEvent event = ofCall(type, this.clock.millis(now), call).status(status)
				.reason(call.fellBack() ? FALLBACK : "")
				.duration(nanos)
				.error(error)
				.build();
			tell(event);
			if (reported) {
				report(call, (report) -> report.end(event, bad));
			}
		}
	}

	private static boolean hasFailed(CallRequest call) {
		Verdict verdict = call.verdict();
		return call.isExpired() || (verdict != null && verdict.failed());
	}

	private static CallOutcome outcome(CallRequest call, int status, @Nullable Throwable error) {
		if (error != null) {
			return (error instanceof CallRejectedException) ? CallOutcome.REJECTED
					: (error instanceof CallTimeoutException) ? CallOutcome.TIMEOUT : CallOutcome.ERROR;
		}
		if (status == 0) {
			return CallOutcome.CANCELLED;
		}
		return call.fellBack() ? CallOutcome.FALLBACK : CallOutcome.ofStatus(status);
	}

	public void fallbackAnswered(CallRequest call, String reason, int status, @Nullable Throwable error) {
		if (isHeard(EventType.FALLBACK_ANSWERED)) {
			step(call,
					ofCall(EventType.FALLBACK_ANSWERED, this.clock.millis(), call).status(status)
						.reason(reason)
						.duration(since(call))
						.error(error));
		}
	}

	/**
	 * The cache has answered a call.
	 * @param outcome how, as a word
	 * @param usual whether the outcome is so common that it alone is not worth a report
	 */
	public void cacheAnswered(CallRequest call, String outcome, boolean usual, int status) {
		if (usual && call.report == null) {
			if (wanted(EventType.CACHE_ANSWERED)) {
				long now = nanoTime();
				tell(ofCall(EventType.CACHE_ANSWERED, this.clock.millis(now), call).status(status)
					.reason(outcome)
					.duration(now - call.startNanos())
					.build());
			}
		}
		else if (isHeard(EventType.CACHE_ANSWERED)) {
			step(call,
					ofCall(EventType.CACHE_ANSWERED, this.clock.millis(), call).status(status)
						.reason(outcome)
						.duration(since(call)));
		}
	}

	// attempts

	public void attemptCompleted(AttemptRequest attempt, int status, @Nullable Throwable error, long now) {
		String verdict = Objects.requireNonNull(attempt.verdict()).word();
		long nanos = now - attempt.startNanos();
		this.listeners.tellAttempted(verdict, nanos);
		if (wanted(EventType.ATTEMPT_COMPLETED)) {
			tell(ofAttempt(EventType.ATTEMPT_COMPLETED, this.clock.millis(now), attempt).status(status)
				.verdict(verdict)
				.duration(nanos)
				.error(error)
				.build());
		}
	}

	/**
	 * An attempt had to wait before it was let in.
	 * @param reason what it waited for, as a word
	 */
	public void attemptWaited(AttemptRequest attempt, String reason, long durationNanos) {
		if (isHeard(EventType.ATTEMPT_WAITED)) {
			step(attempt.call(), now(EventType.ATTEMPT_WAITED, attempt).reason(reason).duration(durationNanos));
		}
	}

	public void attemptRejected(AttemptRequest attempt, CallRejectedException refusal) {
		if (isHeard(EventType.ATTEMPT_REJECTED)) {
			step(attempt.call(),
					now(EventType.ATTEMPT_REJECTED, attempt).verdict(Verdict.NOT_SENT.word())
						.reason(refusal.reason())
						.error(refusal));
		}
	}

	public void bodyFailed(AttemptRequest attempt, Throwable error, long durationNanos) {
		if (!isHeard(EventType.BODY_FAILED)) {
			return;
		}
		CallRequest call = attempt.call();
		boolean reportedBefore = call.report != null;
		ClientEvent event = step(call,
				now(EventType.BODY_FAILED, attempt).verdict(Verdict.FAILURE.word())
					.duration(durationNanos)
					.error(error));
		if (call.ended && !reportedBefore) {
			report(call, (report) -> report.end(event, false));
		}
	}

	public void retryScheduled(AttemptRequest attempt, RetryDecision decision, int status, @Nullable Throwable error) {
		if (isHeard(EventType.RETRY_SCHEDULED)) {
			step(attempt.call(),
					now(EventType.RETRY_SCHEDULED, attempt).status(status)
						.reason(decision.reason().tag())
						.duration(decision.pauseNanos())
						.error(error));
		}
	}

	public void retryStopped(AttemptRequest attempt, RetryDecision decision, int status, @Nullable Throwable error) {
		if (isHeard(EventType.RETRY_STOPPED)) {
			step(attempt.call(),
					now(EventType.RETRY_STOPPED, attempt).status(status).reason(decision.reason().tag()).error(error));
		}
	}

	public void chaosInjected(AttemptRequest attempt, String what, int status, long durationNanos) {
		if (isHeard(EventType.CHAOS_INJECTED)) {
			step(attempt.call(),
					now(EventType.CHAOS_INJECTED, attempt).status(status).reason(what).duration(durationNanos));
		}
	}

	// the client

	public void circuitChanged(CircuitTransition transition) {
		if (wanted(EventType.CIRCUIT_CHANGED)) {
			tell(now(EventType.CIRCUIT_CHANGED).key(transition.name())
				.reason(transition.reason())
				.change(word(transition.from()), word(transition.to()))
				.build());
		}
	}

	public void quotaChanged(String key, QuotaState from, QuotaState to, String reason) {
		if (wanted(EventType.QUOTA_CHANGED)) {
			tell(now(EventType.QUOTA_CHANGED).key(key).reason(reason).change(word(from), word(to)).build());
		}
	}

	/**
	 * @param origin where the settings come from now
	 * @param names the names of the changed settings
	 */
	public void settingsChanged(String origin, String names) {
		if (wanted(EventType.SETTINGS_CHANGED)) {
			tell(now(EventType.SETTINGS_CHANGED).reason(names).change("", origin).build());
		}
	}

	public void staleStarted(String why) {
		if (wanted(EventType.STALE_STARTED)) {
			tell(now(EventType.STALE_STARTED).reason(why).build());
		}
	}

	public void staleEnded(long answers, long durationNanos) {
		if (wanted(EventType.STALE_ENDED)) {
			tell(now(EventType.STALE_ENDED).reason(answers + ((answers == 1) ? " stale answer" : " stale answers"))
				.duration(durationNanos)
				.build());
		}
	}

	/**
	 * The store of the cache failed.
	 * @param reason {@code timeout} or {@code error}
	 */
	public void storeFailed(String reason, long durationNanos, Throwable error) {
		if (wanted(EventType.STORE_ASKED)) {
			tell(now(EventType.STORE_ASKED).key(CACHE)
				.verdict(Verdict.FAILURE.word())
				.reason(reason)
				.duration(durationNanos)
				.error(error)
				.build());
		}
	}

	/** From now on the store of the cache is not asked, or is asked again. */
	public void storeChanged(boolean away, String reason, @Nullable Throwable error) {
		if (wanted(EventType.STORE_CHANGED)) {
			String from = away ? "available" : "unavailable";
			String to = away ? "unavailable" : "available";
			tell(now(EventType.STORE_CHANGED).key(CACHE).reason(reason).change(from, to).error(error).build());
		}
	}

	/** Completes an event of a call, and adds it to the call's report. */
	private ClientEvent step(CallRequest call, ClientEvent.Builder step) {
		ClientEvent event = step.build();
		tell(event);
		if (this.calls != null) {
			report(call).add(event);
		}
		return event;
	}

	/** Completes the report of a call and hands it on. */
	private void report(CallRequest call, Consumer<RecordedCall> end) {
		SafeCallListener listener = this.calls;
		if (listener != null) {
			RecordedCall report = report(call);
			end.accept(report);
			listener.onCall(report);
		}
	}

	/** Thread-safe, because several attempts of one call may be under way at once. */
	private RecordedCall report(CallRequest call) {
		RecordedCall report = call.report;
		if (report != null) {
			return report;
		}
		synchronized (call) {
			report = call.report;
			if (report == null) {
				long startMillis = this.clock.millis() - TimeUnit.NANOSECONDS.toMillis(since(call));
				report = new RecordedCall(this.reports.incrementAndGet(), this.client, remote(call.url()),
						call.original(), Instant.ofEpochMilli(startMillis));
				call.report = report;
			}
			return report;
		}
	}

	private boolean wanted(EventType type) {
		return this.listeners.want(type);
	}

	/** Whether a listener or the report of a call needs the event. */
	private boolean isHeard(EventType type) {
		return this.calls != null || wanted(type);
	}

	private long since(CallRequest call) {
		return nanoTime() - call.startNanos();
	}

	private ClientEvent.Builder now(EventType type) {
		return ClientEvent.of(type, this.client, this.clock.millis());
	}

	private ClientEvent.Builder now(EventType type, AttemptRequest attempt) {
		return ofAttempt(type, this.clock.millis(), attempt);
	}

	private ClientEvent.Builder ofAttempt(EventType type, long epochMillis, AttemptRequest attempt) {
		return ClientEvent.of(type, this.client, epochMillis)
			.key(remote(attempt.url()))
			.attempt(attempt.method().name(), attempt.attempt());
	}

	private ClientEvent.Builder ofCall(EventType type, long epochMillis, CallRequest call) {
		return ClientEvent.of(type, this.client, epochMillis)
			.key(remote(call.url()))
			.attempt(call.method().name(), call.attempt());
	}

	private void tell(ClientEvent event) {
		this.listeners.tell(event);
	}

	/** The name of a remote for events; made once for each that was called lately. */
	public String remote(URI url) {
		String name = this.remotes.get(url);
		if (name == null) {
			name = Origin.display(url);
			this.remotes.put(url, name);
		}
		return name;
	}

	private static String word(Enum<?> state) {
		return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
