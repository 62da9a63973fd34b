package io.httpwrapper.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * How many requests may be sent in a period of time. Each attempt is a request.
 *
 * @param enabled whether the client has limits at all
 * @param permits requests allowed within {@code per}; 0: only {@code limits} count
 * @param per the period that {@code permits} is for; at least 1 ns per permit, at most
 * 366 days
 * @param burst most requests at once after a pause; 0: as many as {@code permits}. No
 * window of length {@code per} contains more than {@code permits + burst} requests
 * @param limits further limits, each with {@code permits}, {@code per} and {@code burst};
 * all of them apply
 * @param scope which requests the limits count together
 * @param key counts separately for each value of a part of the request, such as
 * {@code header:X-Tenant}. If it is not set, a bean {@code RateLimitKey} is asked, if
 * there is one. Requests without the value are counted together
 * @param maxWait longest wait for a token; a request that would wait longer is refused at
 * once. Zero: no request waits
 * @param maxWaiting most requests that wait at the same time; one more is refused; at
 * least 0
 * @param maxKeys most keys that are counted separately in this process; the key that was
 * used longest ago is removed for a new one; at least 1
 * @param store where tokens are counted
 * @param prefix beginning of the keys in the store, before the client's name
 * @param ttl how long the store keeps a key that has all its tokens; more than zero
 * @param storeTimeout longest wait for an answer of the store; more than zero
 * @param onStoreFailure what happens to a request while the store does not answer
 * @param learn whether quotas that the remote reports in its responses are respected too;
 * they can only make the client slower
 */
public record RateLimitSettings(boolean enabled, int permits, Duration per, int burst, List<RateLimit> limits,
		RateLimitScope scope, @Nullable String key, Duration maxWait, int maxWaiting, int maxKeys, RateLimitStore store,
		String prefix, Duration ttl, Duration storeTimeout, StoreFailure onStoreFailure, boolean learn) {

	/** What {@code key} starts with: the rest is the name of a header. */
	public static final String HEADER = "header:";

	public static final RateLimitSettings DEFAULTS = new RateLimitSettings(false, 0, Duration.ofSeconds(1), 0,
			List.of(), RateLimitScope.CLIENT, null, Duration.ofSeconds(1), 1000, 10_000, RateLimitStore.LOCAL,
			"httpwrapper:rate-limit:", Duration.ofMinutes(1), Duration.ofMillis(250), StoreFailure.LOCAL, false);

	public RateLimitSettings {
		Check.atLeast("rate-limit.permits", permits, 0);
		Check.that("rate-limit.per", RateLimit.isPossible(per, Math.max(1, permits)),
				"be at least 1 ns per permit and at most 366 days", per);
		Check.atLeast("rate-limit.burst", burst, 0);
		Check.that("rate-limit.burst", burst == 0 || permits > 0, "be 0 while rate-limit.permits is 0", burst);
		limits = copy(limits);
		Check.that("rate-limit.permits", !enabled || permits > 0 || !limits.isEmpty() || learn,
				"be at least 1 when rate-limit.enabled is true, there are no rate-limit.limits and rate-limit.learn is false",
				permits);
		Check.that("rate-limit.key", key == null || (key.startsWith(HEADER) && key.length() > HEADER.length()),
				"be header: followed by the name of a request header, for example header:X-Tenant",
				String.valueOf(key));
		maxWait = Check.notNegative("rate-limit.max-wait", maxWait);
		Check.atLeast("rate-limit.max-waiting", maxWaiting, 0);
		Check.atLeast("rate-limit.max-keys", maxKeys, 1);
		ttl = Check.positive("rate-limit.ttl", ttl);
		storeTimeout = Check.positive("rate-limit.store-timeout", storeTimeout);
	}

	/**
	 * All limits that hold: {@code permits} first, then {@code limits}. Empty if only
	 * learnt ones do.
	 */
	public List<RateLimit> all() {
		List<RateLimit> all = new ArrayList<>(this.limits);
		if (this.permits > 0) {
			all.add(0, new RateLimit(this.permits, this.per, this.burst));
		}
		return List.copyOf(all);
	}

	private static List<RateLimit> copy(@Nullable List<RateLimit> limits) {
		return (limits != null) ? List.copyOf(limits) : List.of();
	}

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws InvalidSettingException if they cannot be so
	 */
	public RateLimitSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private boolean enabled;

		private int permits;

		private Duration per;

		private int burst;

		private List<RateLimit> limits;

		private RateLimitScope scope;

		private @Nullable String key;

		private Duration maxWait;

		private int maxWaiting;

		private int maxKeys;

		private RateLimitStore store;

		private String prefix;

		private Duration ttl;

		private Duration storeTimeout;

		private StoreFailure onStoreFailure;

		private boolean learn;

		private Builder(RateLimitSettings settings) {
			this.enabled = settings.enabled;
			this.permits = settings.permits;
			this.per = settings.per;
			this.burst = settings.burst;
			this.limits = settings.limits;
			this.scope = settings.scope;
			this.key = settings.key;
			this.maxWait = settings.maxWait;
			this.maxWaiting = settings.maxWaiting;
			this.maxKeys = settings.maxKeys;
			this.store = settings.store;
			this.prefix = settings.prefix;
			this.ttl = settings.ttl;
			this.storeTimeout = settings.storeTimeout;
			this.onStoreFailure = settings.onStoreFailure;
			this.learn = settings.learn;
		}

		public Builder enabled(boolean enabled) {
			this.enabled = enabled;
			return this;
		}

		public Builder permits(int permits) {
			this.permits = permits;
			return this;
		}

		public Builder per(Duration per) {
			this.per = per;
			return this;
		}

		public Builder burst(int burst) {
			this.burst = burst;
			return this;
		}

		public Builder limits(List<RateLimit> limits) {
			this.limits = limits;
			return this;
		}

		public Builder scope(RateLimitScope scope) {
			this.scope = scope;
			return this;
		}

		public Builder key(@Nullable String key) {
			this.key = key;
			return this;
		}

		public Builder maxWait(Duration maxWait) {
			this.maxWait = maxWait;
			return this;
		}

		public Builder maxWaiting(int maxWaiting) {
			this.maxWaiting = maxWaiting;
			return this;
		}

		public Builder maxKeys(int maxKeys) {
			this.maxKeys = maxKeys;
			return this;
		}

		public Builder store(RateLimitStore store) {
			this.store = store;
			return this;
		}

		public Builder prefix(String prefix) {
			this.prefix = prefix;
			return this;
		}

		public Builder ttl(Duration ttl) {
			this.ttl = ttl;
			return this;
		}

		public Builder storeTimeout(Duration storeTimeout) {
			this.storeTimeout = storeTimeout;
			return this;
		}

		public Builder onStoreFailure(StoreFailure onStoreFailure) {
			this.onStoreFailure = onStoreFailure;
			return this;
		}

		public Builder learn(boolean learn) {
			this.learn = learn;
			return this;
		}

		private RateLimitSettings build() {
			return new RateLimitSettings(this.enabled, this.permits, this.per, this.burst, this.limits, this.scope,
					this.key, this.maxWait, this.maxWaiting, this.maxKeys, this.store, this.prefix, this.ttl,
					this.storeTimeout, this.onStoreFailure, this.learn);
		}

	}

}
