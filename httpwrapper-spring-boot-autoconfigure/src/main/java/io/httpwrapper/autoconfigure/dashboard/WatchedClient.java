package io.httpwrapper.autoconfigure.dashboard;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

import io.httpwrapper.autoconfigure.monitoring.ClientDescription;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.error.CallRejectedException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Collects the figures and events of one client while a page is open. Events may come
 * from any thread; all other methods are for one thread at a time.
 */
final class WatchedClient implements ClientEventListener {

	/** What {@link #row()} holds. Durations are in µs, up to the head; -1 is unknown. */
	static final List<String> COLUMNS = List.of("ok", "bad", "okAttempts", "badAttempts", "retries", "refused", "p50",
			"p95", "p99");

	/** Different ones between two times that news are taken: most are said often. */
	private static final int MOST_NEWS = 100;

	private static final Set<EventType> HEARD = EnumSet.of(EventType.CALL_SUCCEEDED, EventType.CALL_FAILED,
			EventType.ATTEMPT_COMPLETED, EventType.ATTEMPT_REJECTED, EventType.BODY_FAILED, EventType.RETRY_SCHEDULED,
			EventType.RETRY_STOPPED, EventType.CIRCUIT_CHANGED, EventType.STORE_CHANGED, EventType.STALE_STARTED,
			EventType.STALE_ENDED, EventType.SETTINGS_CHANGED, EventType.CHAOS_INJECTED, EventType.FALLBACK_ANSWERED);

	private final WrappedClient client;

	private final LongAdder goodCalls = new LongAdder();

	private final LongAdder badCalls = new LongAdder();

	private final LongAdder goodAttempts = new LongAdder();

	private final LongAdder badAttempts = new LongAdder();

	private final LongAdder retries = new LongAdder();

	private final LongAdder refused = new LongAdder();

	private final LatencyWindow latency = new LatencyWindow();

	private final Map<Kind, News> news = new LinkedHashMap<>();

	private final Disposable visit;

	private @Nullable Throwable told;

	WatchedClient(WrappedClient client) {
		this.client = client;
		this.visit = client.listen(this);
	}

	String name() {
		return this.client.name();
	}

	void leave() {
		this.visit.dispose();
	}

	@Override
	public Set<EventType> types() {
		return EnumSet.copyOf(HEARD);
	}

	@Override
	public void onEvent(ClientEvent event) {
		switch (event.type()) {
			case CALL_SUCCEEDED -> {
				(isGood(event.status()) ? this.goodCalls : this.badCalls).increment();
				this.latency.record(event.durationNanos());
			}
			case ATTEMPT_COMPLETED ->
				("success".equals(event.verdict()) ? this.goodAttempts : this.badAttempts).increment();
			case CALL_FAILED -> {
				this.badCalls.increment();
				if (!(event.error() instanceof CallRejectedException)) {
					this.latency.record(event.durationNanos());
				}
				isNew(event);
			}
			case RETRY_SCHEDULED -> {
				this.retries.increment();
				isNew(event);
			}
			case ATTEMPT_REJECTED -> {
				this.refused.increment();
				isNew(event);
			}
			default -> isNew(event);
		}
	}

	/** The caller got what it can use, or made the mistake itself. */
	private static boolean isGood(int status) {
		return status < 500 && status != 408 && status != 429;
	}

	private void isNew(ClientEvent event) {
		Kind kind = new Kind(event.type(), event.key(), event.method(), event.status(), event.reason(), event.to());
		synchronized (this.news) {
			// a refusal ends an attempt and a call, but is one thing that happened
			if (event.error() != null && event.error() == this.told) {
				return;
			}
			this.told = (event.type() != EventType.RETRY_SCHEDULED) ? event.error() : null;
			News known = this.news.get(kind);
			if (known != null) {
				known.times++;
			}
			else if (this.news.size() < MOST_NEWS || event.type() == EventType.CIRCUIT_CHANGED) {
				this.news.put(kind, new News(event));
			}
		}
	}

	/** What is new since the last time, oldest first; the same said often is one. */
	List<Map<String, Object>> news() {
		List<Map<String, Object>> taken = new ArrayList<>();
		synchronized (this.news) {
			this.news.values().forEach((news) -> taken.add(described(news.event, news.times)));
			this.news.clear();
			this.told = null;
		}
		return taken;
	}

	static Map<String, Object> described(ClientEvent event, int times) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("client", event.client());
		described.putAll(ClientDescription.describe(event));
		if (times > 1) {
			described.put("times", times);
		}
		return described;
	}

	/** What came since the last time, as {@link #COLUMNS} say. */
	List<Long> row() {
		this.latency.roll();
		return List.of(this.goodCalls.sumThenReset(), this.badCalls.sumThenReset(), this.goodAttempts.sumThenReset(),
				this.badAttempts.sumThenReset(), this.retries.sumThenReset(), this.refused.sumThenReset(),
				this.latency.percentile(0.5), this.latency.percentile(0.95), this.latency.percentile(0.99));
	}

	/** Where the client stands, in the endpoint's words. */
	Map<String, Object> now() {
		ClientDescription now = new ClientDescription(this.client.snapshot(), List.of());
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("circuits", now.circuits());
		described.put("counters", now.counters());
		described.put("retryBudget", now.retryBudget());
		described.put("rateLimit", now.rateLimit());
		described.put("bulkhead", now.bulkhead());
		described.put("cache", now.cache());
		return described;
	}

	private record Kind(EventType type, String key, String method, int status, String reason, String to) {
	}

	private static final class News {

		private final ClientEvent event;

		private int times = 1;

		News(ClientEvent event) {
			this.event = event;
		}

	}

}
