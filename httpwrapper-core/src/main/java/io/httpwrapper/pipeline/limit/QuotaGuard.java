package io.httpwrapper.pipeline.limit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.httpwrapper.call.ClientSnapshot;
import io.httpwrapper.pipeline.attempt.Guard;
import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.pipeline.call.ClientCore;
import io.httpwrapper.plugin.RateLimitKey;
import io.httpwrapper.policy.Admission;
import io.httpwrapper.policy.Quota;
import io.httpwrapper.policy.QuotaSnapshot;
import io.httpwrapper.policy.RateLimitScope;
import io.httpwrapper.policy.RateLimitSettings;
import org.jspecify.annotations.Nullable;

/**
 * Lets an attempt in when the remote is likely to accept it. It uses what the client has
 * learnt about its remotes' quotas, per host and key of the request. It works in addition
 * to the client's own limits: both must let an attempt in.
 * <p>
 * When there are more keys than {@code rate-limit.max-keys}, the least recently used key
 * without waiting requests is removed.
 */
public final class QuotaGuard implements Guard {

	private final ClientCore core;

	private final RateLimitKeys keys;

	private final Map<String, QuotaGate> gates = new ConcurrentHashMap<>();

	private final AtomicInteger waiting = new AtomicInteger();

	private final AtomicLong uses = new AtomicLong();

	/**
	 * The gate used last. Most clients have one key, and find its gate here without any
	 * write.
	 */
	private volatile @Nullable QuotaGate latest;

	private volatile RateLimitSettings settings;

	public QuotaGuard(ClientCore core, RateLimitSettings settings, @Nullable RateLimitKey key) {
		this.core = core;
		this.settings = settings;
		// a quota belongs to one remote, whatever the scope of the client's own limits is
		this.keys = new RateLimitKeys(core.name(), settings, RateLimitScope.HOST, key);
	}

	/** Changes the settings, for waits that begin from now on. */
	public void change(RateLimitSettings settings) {
		this.settings = settings;
	}

	@Override
	public boolean readsHeaders() {
		return true;
	}

	@Override
	public Admission enter(AttemptRequest attempt, long nowNanos) {
		String key = this.keys.of(attempt);
		QuotaGate gate = this.latest;
		if (gate == null || gate.evicted || !gate.key.equals(key)) {
			gate = find(key, attempt, nowNanos);
			this.latest = gate;
		}
		return gate.enter(attempt, nowNanos);
	}

	private QuotaGate find(String key, AttemptRequest attempt, long nowNanos) {
		QuotaGate before = this.latest;
		if (before != null) {
			before.lastUse = this.uses.incrementAndGet();
		}
		QuotaGate gate = this.gates.get(key);
		if (gate == null) {
			gate = create(key, attempt, nowNanos);
		}
		gate.lastUse = this.uses.incrementAndGet();
		return gate;
	}

	// synchronized: otherwise two threads that see one key too many would both remove one
	private synchronized QuotaGate create(String key, AttemptRequest attempt, long nowNanos) {
		QuotaGate gate = this.gates.computeIfAbsent(key,
				(name) -> new QuotaGate(this, name, this.keys.shown(attempt), nowNanos));
		while (this.gates.size() > this.settings.maxKeys() && removeOldest(gate)) {
			this.latest = null;
		}
		return gate;
	}

	private boolean removeOldest(QuotaGate newest) {
		QuotaGate oldest = null;
		for (QuotaGate gate : this.gates.values()) {
			if (gate != newest && gate.waiting() == 0 && (oldest == null || gate.lastUse < oldest.lastUse)) {
				oldest = gate;
			}
		}
		if (oldest == null) {
			return false;
		}
		oldest.evicted = true;
		return this.gates.remove(oldest.key, oldest);
	}

	/**
	 * Counts one more waiting request, unless {@code rate-limit.max-waiting} is reached.
	 */
	boolean startWaiting() {
		if (this.waiting.incrementAndGet() > this.settings.maxWaiting()) {
			this.waiting.decrementAndGet();
			return false;
		}
		return true;
	}

	void endWaiting() {
		this.waiting.decrementAndGet();
	}

	ClientCore core() {
		return this.core;
	}

	RateLimitSettings settings() {
		return this.settings;
	}

	public ClientSnapshot.Quotas snapshot() {
		List<QuotaSnapshot> all = this.gates.values().stream().map(QuotaGate::snapshot).toList();
		long fewest = all.stream()
			.flatMap((gate) -> gate.quotas().stream())
			.mapToLong(Quota::remaining)
			.min()
			.orElse(Quota.UNKNOWN);
		return new ClientSnapshot.Quotas(this.waiting.get(), fewest, all.size(), this.keys.secret() ? List.of() : all);
	}

}
