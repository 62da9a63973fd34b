package io.httpwrapper.autoconfigure.monitoring;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.httpwrapper.error.CallRejectedException;
import io.httpwrapper.error.ClientCallException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import io.httpwrapper.policy.Redaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

import org.springframework.core.NestedExceptionUtils;

/**
 * Logs the events of a client under {@code io.httpwrapper.client.<name>}: changes of a
 * circuit ({@code info}); a store that becomes unavailable ({@code warn}) or available
 * again ({@code info}); the begin ({@code warn}) and end ({@code info}) of stale
 * responses instead of errors; each scheduled retry ({@code trace}); refused and failed
 * calls, and calls that a fallback answered ({@code warn}). Of the last kind the first is
 * logged, and then one in ten seconds with the number of the others.
 * <p>
 * Each line repeats its facts as key-value pairs. Their names have a prefix, since {@code
 * client}, {@code event} and {@code error} have other meanings in Elastic's schema. No
 * line contains a query, header or body.
 */
public final class EventLog implements ClientEventListener {

	private static final Set<EventType> TOLD = EnumSet.of(EventType.CIRCUIT_CHANGED, EventType.RETRY_SCHEDULED,
			EventType.RETRY_STOPPED, EventType.ATTEMPT_REJECTED, EventType.CALL_FAILED, EventType.STORE_CHANGED,
			EventType.STALE_STARTED, EventType.STALE_ENDED, EventType.FALLBACK_ANSWERED);

	private static final long QUIET_MILLIS = TimeUnit.SECONDS.toMillis(10);

	private final String client;

	private final Logger log;

	private final Map<String, Quiet> quiet = new ConcurrentHashMap<>();

	public EventLog(String client) {
		this.client = client;
		this.log = logger(client);
	}

	/** The logger of a client's events and calls. */
	static Logger logger(String client) {
		return LoggerFactory.getLogger("io.httpwrapper.client." + client);
	}

	@Override
	public Set<EventType> types() {
		return EnumSet.copyOf(TOLD);
	}

	@Override
	public void onEvent(ClientEvent event) {
		switch (event.type()) {
			case CIRCUIT_CHANGED -> line(Level.INFO, event).addKeyValue("httpwrapper.from", event.from())
				.addKeyValue("httpwrapper.to", event.to())
				.log("Client '%s': circuit to %s %s -> %s (%s)".formatted(this.client, event.key(), event.from(),
						event.to(), event.reason()));
			case RETRY_SCHEDULED -> retry(event);
			case RETRY_STOPPED -> {
				// one that ends with an error is told as a failed call
				if (event.error() == null) {
					warn("gave up", event, "the response passed on is a " + event.status() + ", " + event.reason());
				}
			}
			case ATTEMPT_REJECTED -> warn("did not send", event, event.reason());
			case CALL_FAILED -> {
				if (event.error() != null && !(event.error() instanceof CallRejectedException)) {
					warn("failed", event, why(event.error()));
				}
			}
			case STORE_CHANGED -> storeChanged(event);
			case STALE_STARTED -> line(Level.WARN, event)
				.log("Client '%s': answers stale responses from its cache instead of errors, the first one being %s"
					.formatted(this.client, event.reason()));
			case STALE_ENDED -> line(Level.INFO, event).log("Client '%s': the remote answers again; %s in %d s"
				.formatted(this.client, event.reason(), event.duration().toSeconds()));
			case FALLBACK_ANSWERED -> warn("answered with its fallback", event, event.reason());
			default -> {
			}
		}
	}

	private void storeChanged(ClientEvent event) {
		String change = "Client '%s': its %s store is %s (%s)".formatted(this.client, event.key(), event.to(),
				event.reason());
		if (event.error() != null) {
			line(Level.WARN, event).log(change + ": " + why(event.error()));
		}
		else {
			line(Level.INFO, event).log(change);
		}
	}

	private void retry(ClientEvent event) {
		if (this.log.isTraceEnabled()) {
			String outcome = (event.error() != null) ? why(event.error()) : "status " + event.status();
			line(Level.TRACE, event).log("Client '%s': %s %s attempt %d got %s; next in %d ms".formatted(this.client,
					event.method(), event.key(), event.attempt(), outcome, event.duration().toMillis()));
		}
	}

	private void warn(String what, ClientEvent event, String why) {
		long others = this.quiet.computeIfAbsent(what, (key) -> new Quiet()).others(event.epochMillis());
		if (others >= 0) {
			boolean sent = event.type() != EventType.ATTEMPT_REJECTED;
			String attempts = (sent && event.attempt() > 1) ? " after " + event.attempt() + " attempts" : "";
			line(Level.WARN, event).addKeyValue("httpwrapper.others", others)
				.log("Client '%s' %s %s %s%s: %s%s".formatted(this.client, what, event.method(), event.key(), attempts,
						why, (others > 0) ? " (and " + others + " more before)" : ""));
		}
	}

	private LoggingEventBuilder line(Level level, ClientEvent event) {
		LoggingEventBuilder line = this.log.atLevel(level)
			.addKeyValue("httpwrapper.client", this.client)
			.addKeyValue("httpwrapper.event", event.type().name())
			.addKeyValue("httpwrapper.remote", event.key());
		add(line, "httpwrapper.method", event.method());
		add(line, "httpwrapper.reason", event.reason());
		if (event.attempt() > 0) {
			line.addKeyValue("httpwrapper.attempt", event.attempt());
		}
		if (event.status() > 0) {
			line.addKeyValue("httpwrapper.status", event.status());
		}
		if (event.error() != null) {
			line.addKeyValue("httpwrapper.error",
					NestedExceptionUtils.getMostSpecificCause(event.error()).getClass().getName());
		}
		return line;
	}

	private static void add(LoggingEventBuilder line, String key, String value) {
		if (!value.isEmpty()) {
			line.addKeyValue(key, value);
		}
	}

	private static String why(Throwable error) {
		if (error instanceof ClientCallException) {
			return String.valueOf(error.getMessage());
		}
		Throwable root = NestedExceptionUtils.getMostSpecificCause(error);
		return root.getClass().getSimpleName()
				+ ((root.getMessage() != null) ? ": " + Redaction.message(root.getMessage()) : "");
	}

	/** Lets one line through, and then suppresses and counts further ones for a while. */
	private static final class Quiet {

		private final AtomicLong until = new AtomicLong(Long.MIN_VALUE);

		private final AtomicLong counted = new AtomicLong();

		/**
		 * The number of lines suppressed before this one, or -1 if this one is
		 * suppressed.
		 */
		private long others(long nowMillis) {
			long until = this.until.get();
			if (nowMillis >= until && this.until.compareAndSet(until, nowMillis + QUIET_MILLIS)) {
				return this.counted.getAndSet(0);
			}
			this.counted.incrementAndGet();
			return -1;
		}

	}

}
