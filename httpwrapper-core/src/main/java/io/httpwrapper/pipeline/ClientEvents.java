package io.httpwrapper.pipeline;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

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
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.Disposable;

/**
 * Tells the listeners what happened. An event that nobody wants to hear is not made.
 */
final class ClientEvents {

	/** What the store of the response cache stores, in its events. */
	private static final String CACHE = "cache";

	/** Why a call that had failed has succeeded. */
	private static final String FALLBACK = "fallback";

	private static final Map<Verdict, String> VERDICTS = new EnumMap<>(Verdict.class);

	static {
		for (Verdict verdict : Verdict.values()) {
			VERDICTS.put(verdict, verdict.name().toLowerCase(Locale.ROOT).replace('_', '-'));
		}
	}

	private final String client;

	private final WrappedClient owner;

	private final EventClock clock;

	private final @Nullable HarmlessCalls calls;

	private final AtomicLong reports = new AtomicLong();

	private final EventListeners listeners;

	private final RecentOrigins<String> remotes = new RecentOrigins<>();

	ClientEvents(WrappedClient owner, List<ClientEventListener> all, @Nullable CallListener calls,
			InstantSource clock) {
		this.owner = owner;
		this.client = owner.name();
		this.calls = (calls != null) ? new HarmlessCalls(this.client, calls) : null;
		this.clock = new EventClock(clock, owner.nanoTime());
		this.listeners = new EventListeners(this.client, all);
	}

	/** Tells one more, until what is returned is disposed of. */
	Disposable add(ClientEventListener listener) {
		return this.listeners.add(listener);
	}

	void bodyEnded(long nanos) {
		this.listeners.tellBodyEnded(nanos);
	}

	void callSucceeded(Exchange exchange, ClientResponse response) {
		end(EventType.CALL_SUCCEEDED, exchange, response.statusCode().value(), null);
	}

	void callFailed(Exchange exchange, Throwable error) {
		end(EventType.CALL_FAILED, exchange, 0, error);
	}

	void callCancelled(Exchange exchange) {
		end(EventType.CALL_CANCELLED, exchange, 0, null);
	}

	private void end(EventType type, Exchange exchange, int status, @Nullable Throwable error) {
		exchange.ended = true;
		Verdict verdict = exchange.verdict;
		boolean bad = verdict != null && verdict.failed();
		boolean reported = this.calls != null && (bad || exchange.report != null || this.calls.wantsPlain());
		boolean told = reported || wanted(type);
		if (!told && !this.listeners.wantTimes()) {
			return;
		}
		long now = this.owner.nanoTime();
		this.listeners.tellCalled(outcome(exchange, status, error), now - exchange.startNanos);
		if (told) {
			ClientEvent event = event(type, this.clock.millis(now), exchange.request, exchange.attempt, status, "",
					exchange.fellBack ? FALLBACK : "", now - exchange.startNanos, error);
			tell(event);
			if (reported) {
				report(exchange).end(event, bad);
				Objects.requireNonNull(this.calls).onCall(report(exchange));
			}
		}
	}

	private static CallOutcome outcome(Exchange exchange, int status, @Nullable Throwable error) {
		if (error != null) {
			return (error instanceof CallRejectedException) ? CallOutcome.REJECTED
					: (error instanceof CallTimeoutException) ? CallOutcome.TIMEOUT : CallOutcome.ERROR;
		}
		if (status == 0) {
			return CallOutcome.CANCELLED;
		}
		return exchange.fellBack ? CallOutcome.FALLBACK : CallOutcome.ofStatus(status);
	}

	void attemptCompleted(Exchange exchange, ClientRequest request, Verdict verdict, int status,
			@Nullable Throwable error, long startNanos, long now) {
		this.listeners.tellAttempted(word(verdict), now - startNanos);
		if (wanted(EventType.ATTEMPT_COMPLETED)) {
			tell(event(EventType.ATTEMPT_COMPLETED, this.clock.millis(now), request, exchange.attempt, status,
					word(verdict), "", now - startNanos, error));
		}
	}

	void attemptWaited(Exchange exchange, ClientRequest request, String reason, long durationNanos) {
		step(EventType.ATTEMPT_WAITED, exchange, request, 0, "", reason, durationNanos, null);
	}

	void attemptRejected(Exchange exchange, ClientRequest request, CallRejectedException refusal) {
		step(EventType.ATTEMPT_REJECTED, exchange, request, 0, word(Verdict.NOT_SENT), refusal.reason(), 0, refusal);
	}

	void bodyFailed(Exchange exchange, ClientRequest request, Throwable error, long durationNanos) {
		boolean reportedBefore = exchange.report != null;
		ClientEvent event = step(EventType.BODY_FAILED, exchange, request, 0, word(Verdict.FAILURE), "", durationNanos,
				error);
		if (this.calls != null && event != null && exchange.ended && !reportedBefore) {
			report(exchange).end(event, false);
			this.calls.onCall(report(exchange));
		}
	}

	void retryScheduled(Exchange exchange, ClientRequest request, RetryDecision decision, int status,
			@Nullable Throwable error) {
		step(EventType.RETRY_SCHEDULED, exchange, request, status, "", decision.reason().tag(), decision.pauseNanos(),
				error);
	}

	void retryStopped(Exchange exchange, ClientRequest request, RetryDecision decision, int status,
			@Nullable Throwable error) {
		step(EventType.RETRY_STOPPED, exchange, request, status, "", decision.reason().tag(), 0, error);
	}

	/** Something to tell of a call, besides its end. */
	private @Nullable ClientEvent step(EventType type, Exchange exchange, ClientRequest request, int status,
			String verdict, String reason, long durationNanos, @Nullable Throwable error) {
		if (this.calls == null && !wanted(type)) {
			return null;
		}
		ClientEvent event = event(type, this.clock.millis(), request, exchange.attempt, status, verdict, reason,
				durationNanos, error);
		tell(event);
		if (this.calls != null) {
			report(exchange).add(event);
		}
		return event;
	}

	private CallReport report(Exchange exchange) {
		CallReport report = exchange.report;
		if (report == null) {
			long startMillis = this.clock.millis() - TimeUnit.NANOSECONDS.toMillis(since(exchange));
			report = new CallReport(this.reports.incrementAndGet(), this.client, remote(exchange.request.url()),
					exchange.request, Instant.ofEpochMilli(startMillis));
			exchange.report = report;
		}
		return report;
	}

	void circuitChanged(CircuitTransition transition) {
		if (wanted(EventType.CIRCUIT_CHANGED)) {
			tell(new ClientEvent(EventType.CIRCUIT_CHANGED, this.client, this.clock.millis(), transition.name(), "", 0,
					0, "", transition.reason(), word(transition.from()), word(transition.to()), 0, null));
		}
	}

	void quotaChanged(String key, QuotaState from, QuotaState to, String reason) {
		if (wanted(EventType.QUOTA_CHANGED)) {
			tell(new ClientEvent(EventType.QUOTA_CHANGED, this.client, this.clock.millis(), key, "", 0, 0, "", reason,
					word(from), word(to), 0, null));
		}
	}

	/**
	 * @param origin what the settings follow now
	 * @param names those that were changed
	 */
	void settingsChanged(String origin, String names) {
		if (wanted(EventType.SETTINGS_CHANGED)) {
			tell(new ClientEvent(EventType.SETTINGS_CHANGED, this.client, this.clock.millis(), "", "", 0, 0, "", names,
					"", origin, 0, null));
		}
	}

	void cacheAnswered(Exchange exchange, CacheOutcome outcome, ClientResponse response) {
		// most calls of a cached client end here: nothing to tell
		boolean plain = outcome == CacheOutcome.HIT || outcome == CacheOutcome.MISS || outcome == CacheOutcome.BYPASS;
		int status = response.statusCode().value();
		if (plain && exchange.report == null) {
			if (wanted(EventType.CACHE_ANSWERED)) {
				long now = this.owner.nanoTime();
				tell(event(EventType.CACHE_ANSWERED, this.clock.millis(now), exchange.request, exchange.attempt, status,
						"", outcome.text(), now - exchange.startNanos, null));
			}
		}
		else {
			step(EventType.CACHE_ANSWERED, exchange, exchange.request, status, "", outcome.text(), since(exchange),
					null);
		}
	}

	void staleStarted(String why) {
		tellOfCache(EventType.STALE_STARTED, why, 0);
	}

	void staleEnded(long answers, long durationNanos) {
		tellOfCache(EventType.STALE_ENDED, answers + ((answers == 1) ? " stale answer" : " stale answers"),
				durationNanos);
	}

	/**
	 * A store failed.
	 * @param reason {@code timeout} or {@code error}
	 */
	void storeFailed(String reason, long durationNanos, Throwable error) {
		if (wanted(EventType.STORE_ASKED)) {
			tell(new ClientEvent(EventType.STORE_ASKED, this.client, this.clock.millis(), CACHE, "", 0, 0,
					word(Verdict.FAILURE), reason, "", "", durationNanos, error));
		}
	}

	void storeChanged(boolean away, String reason, @Nullable Throwable error) {
		if (wanted(EventType.STORE_CHANGED)) {
			tell(new ClientEvent(EventType.STORE_CHANGED, this.client, this.clock.millis(), CACHE, "", 0, 0, "", reason,
					away ? "available" : "unavailable", away ? "unavailable" : "available", 0, error));
		}
	}

	void chaosInjected(Exchange exchange, ClientRequest request, String what, int status, long durationNanos) {
		step(EventType.CHAOS_INJECTED, exchange, request, status, "", what, durationNanos, null);
	}

	void fallbackAnswered(Exchange exchange, Fallback.Failure failure, int status) {
		step(EventType.FALLBACK_ANSWERED, exchange, exchange.request, status, "", failure.reason(), since(exchange),
				failure.error());
	}

	private void tellOfCache(EventType type, String reason, long durationNanos) {
		if (wanted(type)) {
			tell(new ClientEvent(type, this.client, this.clock.millis(), "", "", 0, 0, "", reason, "", "",
					durationNanos, null));
		}
	}

	private boolean wanted(EventType type) {
		return this.listeners.want(type);
	}

	private long since(Exchange exchange) {
		return this.owner.nanoTime() - exchange.startNanos;
	}

	private ClientEvent event(EventType type, long epochMillis, ClientRequest request, int attempt, int status,
			String verdict, String reason, long durationNanos, @Nullable Throwable error) {
		return new ClientEvent(type, this.client, epochMillis, remote(request.url()), request.method().name(), attempt,
				status, verdict, reason, "", "", durationNanos, error);
	}

	private void tell(ClientEvent event) {
		this.listeners.tell(event);
	}

	/** The remote's name for people to read; made once for each of the usual ones. */
	String remote(URI url) {
		String name = this.remotes.get(url);
		if (name == null) {
			name = Origin.display(url);
			this.remotes.put(url, name);
		}
		return name;
	}

	static String word(Verdict verdict) {
		return VERDICTS.getOrDefault(verdict, "");
	}

	private static String word(Enum<?> state) {
		return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
