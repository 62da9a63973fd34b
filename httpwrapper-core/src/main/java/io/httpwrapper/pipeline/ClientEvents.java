package io.httpwrapper.pipeline;

import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import io.httpwrapper.policy.CircuitTransition;
import io.httpwrapper.policy.RetryDecision;
import io.httpwrapper.policy.QuotaState;
import io.httpwrapper.policy.Verdict;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.Disposable;

/**
 * Tells the listeners what happened. An event that nobody wants to hear is not made.
 */
final class ClientEvents {

	private static final Log logger = LogFactory.getLog(ClientEvents.class);

	/** What the store of the response cache stores, in its events. */
	private static final String CACHE = "cache";

	private static final ClientEventListener[] NOBODY = {};

	private static final Map<Verdict, String> VERDICTS = new EnumMap<>(Verdict.class);

	static {
		for (Verdict verdict : Verdict.values()) {
			VERDICTS.put(verdict, verdict.name().toLowerCase(Locale.ROOT).replace('_', '-'));
		}
	}

	private final String client;

	private final WrappedClient owner;

	private final InstantSource clock;

	private final List<Listening> all = new ArrayList<>();

	/** Those to tell, by kind; replaced as a whole. */
	private volatile ClientEventListener[][] listeners = byType(List.of());

	private volatile Remote lastRemote = new Remote("", -1, "");

	ClientEvents(WrappedClient owner, List<ClientEventListener> all, InstantSource clock) {
		this.owner = owner;
		this.client = owner.name();
		this.clock = clock;
		all.forEach(this::add);
	}

	private static ClientEventListener[][] byType(List<Listening> all) {
		ClientEventListener[][] listeners = new ClientEventListener[EventType.values().length][];
		for (EventType type : EventType.values()) {
			listeners[type.ordinal()] = all.stream()
				.filter((listening) -> listening.types.contains(type))
				.map(Listening::listener)
				.toList()
				.toArray(NOBODY);
		}
		return listeners;
	}

	/** Tells one more, until what is returned is disposed of. */
	Disposable add(ClientEventListener listener) {
		Listening listening = new Listening(listener, Set.copyOf(listener.types()));
		synchronized (this.all) {
			this.all.add(listening);
			this.listeners = byType(this.all);
		}
		return () -> {
			synchronized (this.all) {
				this.all.remove(listening);
				this.listeners = byType(this.all);
			}
		};
	}

	void callSucceeded(Exchange exchange, ClientResponse response) {
		if (wanted(EventType.CALL_SUCCEEDED)) {
			tell(EventType.CALL_SUCCEEDED, exchange.request, exchange.attempt, response.statusCode().value(), "", "",
					since(exchange), null);
		}
	}

	void callFailed(Exchange exchange, Throwable error) {
		if (wanted(EventType.CALL_FAILED)) {
			tell(EventType.CALL_FAILED, exchange.request, exchange.attempt, 0, "", "", since(exchange), error);
		}
	}

	void callCancelled(Exchange exchange) {
		if (wanted(EventType.CALL_CANCELLED)) {
			tell(EventType.CALL_CANCELLED, exchange.request, exchange.attempt, 0, "", "", since(exchange), null);
		}
	}

	void attemptCompleted(Exchange exchange, ClientRequest request, Verdict verdict, int status,
			@Nullable Throwable error, long durationNanos) {
		if (wanted(EventType.ATTEMPT_COMPLETED)) {
			tell(EventType.ATTEMPT_COMPLETED, request, exchange.attempt, status, word(verdict), "", durationNanos,
					error);
		}
	}

	void attemptWaited(Exchange exchange, ClientRequest request, String reason, long durationNanos) {
		if (wanted(EventType.ATTEMPT_WAITED)) {
			tell(EventType.ATTEMPT_WAITED, request, exchange.attempt, 0, "", reason, durationNanos, null);
		}
	}

	void attemptRejected(Exchange exchange, ClientRequest request, CallRejectedException refusal) {
		if (wanted(EventType.ATTEMPT_REJECTED)) {
			tell(EventType.ATTEMPT_REJECTED, request, exchange.attempt, 0, word(Verdict.NOT_SENT), refusal.reason(), 0,
					refusal);
		}
	}

	void bodyFailed(Exchange exchange, ClientRequest request, Throwable error, long durationNanos) {
		if (wanted(EventType.BODY_FAILED)) {
			tell(EventType.BODY_FAILED, request, exchange.attempt, 0, word(Verdict.FAILURE), "", durationNanos, error);
		}
	}

	void retryScheduled(Exchange exchange, ClientRequest request, RetryDecision decision, int status,
			@Nullable Throwable error) {
		if (wanted(EventType.RETRY_SCHEDULED)) {
			tell(EventType.RETRY_SCHEDULED, request, exchange.attempt, status, "", decision.reason().tag(),
					decision.pauseNanos(), error);
		}
	}

	void retryStopped(Exchange exchange, ClientRequest request, RetryDecision decision, int status,
			@Nullable Throwable error) {
		if (wanted(EventType.RETRY_STOPPED)) {
			tell(EventType.RETRY_STOPPED, request, exchange.attempt, status, "", decision.reason().tag(), 0, error);
		}
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
		if (wanted(EventType.CACHE_ANSWERED)) {
			tell(EventType.CACHE_ANSWERED, exchange.request, exchange.attempt, response.statusCode().value(), "",
					outcome.text(), since(exchange), null);
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
		if (wanted(EventType.CHAOS_INJECTED)) {
			tell(EventType.CHAOS_INJECTED, request, exchange.attempt, status, "", what, durationNanos, null);
		}
	}

	private void tellOfCache(EventType type, String reason, long durationNanos) {
		if (wanted(type)) {
			tell(new ClientEvent(type, this.client, this.clock.millis(), "", "", 0, 0, "", reason, "", "",
					durationNanos, null));
		}
	}

	private boolean wanted(EventType type) {
		return this.listeners[type.ordinal()].length > 0;
	}

	private long since(Exchange exchange) {
		return this.owner.nanoTime() - exchange.startNanos;
	}

	private void tell(EventType type, ClientRequest request, int attempt, int status, String verdict, String reason,
			long durationNanos, @Nullable Throwable error) {
		tell(new ClientEvent(type, this.client, this.clock.millis(), remote(request.url()), request.method().name(),
				attempt, status, verdict, reason, "", "", durationNanos, error));
	}

	private void tell(ClientEvent event) {
		for (ClientEventListener listener : this.listeners[event.type().ordinal()]) {
			try {
				listener.onEvent(event);
			}
			catch (RuntimeException ex) {
				logger.warn("Listener " + listener + " failed on " + event.type() + " of client '" + this.client + "'",
						ex);
			}
		}
	}

	/** Most clients call one remote: its name is made once. */
	private String remote(URI url) {
		String host = ClientCallException.host(url);
		int port = url.getPort();
		Remote last = this.lastRemote;
		if (last.port != port || !last.host.equals(host)) {
			last = new Remote(host, port, (port < 0) ? host : host + ":" + port);
			this.lastRemote = last;
		}
		return last.name;
	}

	private static String word(Verdict verdict) {
		return VERDICTS.getOrDefault(verdict, "");
	}

	private static String word(Enum<?> state) {
		return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/** One that is told, and of what: it is asked once. */
	private record Listening(ClientEventListener listener, Set<EventType> types) {
	}

	private record Remote(String host, int port, String name) {
	}

}
