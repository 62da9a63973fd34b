package io.httpwrapper.settings;

import java.time.Duration;
import java.util.function.Consumer;

import io.httpwrapper.cache.CacheCredentials;
import io.httpwrapper.cache.CacheRules;
import io.httpwrapper.policy.Check;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Which responses are stored and used again (RFC 9111).
 *
 * @param enabled whether the client has a response cache at all
 * @param store where responses are stored
 * @param prefix beginning of the keys in a remote store, before the client's name;
 * without an opening curly bracket
 * @param maxSize most memory of stored responses, and the same amount again for bodies
 * that are being collected; more than zero. A remote store has its own limits
 * @param maxBody longest body that is stored; not more than {@code maxSize}
 * @param storeTimeout longest wait for the store; after that it counts as a miss; more
 * than zero
 * @param shared whether the rules for shared caches apply: {@code s-maxage} counts,
 * {@code private} responses are not stored
 * @param credentials who may get the stored answers to requests with credentials
 * @param keepSetCookie whether {@code Set-Cookie} is stored and sent again; if not set
 * (null), on the heap only, because it is often the session of a user
 * @param heuristicRatio freshness of a response that states none, as a share of the time
 * since {@code Last-Modified}; 0 to 1; 0: no freshness
 * @param maxHeuristic longest freshness calculated in this way; not negative
 * @param staleIfError how long after its freshness a response may be served instead of an
 * error, unless it forbids this; zero: as long as the response itself allows
 * @param maxStaleWhileRevalidate upper limit for {@code stale-while-revalidate} of
 * responses; zero: it is not used
 * @param keepStale how long a stale response is kept because the remote may confirm it;
 * not negative
 * @param maxVariants most responses per URI that differ by request headers; at least 1
 * @param maxRefreshes most stale responses that are renewed in the background at the same
 * time; at least 0
 */
public record CacheSettings(boolean enabled, CacheStoreType store, String prefix, DataSize maxSize, DataSize maxBody,
		Duration storeTimeout, boolean shared, CacheCredentials credentials, @Nullable Boolean keepSetCookie,
		double heuristicRatio, Duration maxHeuristic, Duration staleIfError, Duration maxStaleWhileRevalidate,
		Duration keepStale, int maxVariants, int maxRefreshes) {

	public static final CacheSettings DEFAULTS = new CacheSettings(false, CacheStoreType.LOCAL, "httpwrapper:cache:",
			DataSize.ofMegabytes(64), DataSize.ofMegabytes(1), Duration.ofMillis(250), CacheRules.DEFAULTS.shared(),
			CacheRules.DEFAULTS.credentials(), null, CacheRules.DEFAULTS.heuristicRatio(),
			CacheRules.DEFAULTS.maxHeuristic(), CacheRules.DEFAULTS.staleIfError(),
			CacheRules.DEFAULTS.maxStaleWhileRevalidate(), CacheRules.DEFAULTS.keepStale(),
			CacheRules.DEFAULTS.maxVariants(), 16);

	public CacheSettings {
		Check.that("cache.prefix", prefix.indexOf('{') < 0,
				"not contain { (it would change where a cluster keeps the keys)", prefix);
		Check.that("cache.max-size", maxSize.toBytes() > 0, "be more than zero", maxSize);
		Check.that("cache.max-body", maxBody.toBytes() > 0 && maxBody.compareTo(maxSize) <= 0,
				"be more than zero and not more than cache.max-size (" + maxSize + ")", maxBody);
		storeTimeout = Check.positive("cache.store-timeout", storeTimeout);
		Check.that("cache.heuristic-ratio", heuristicRatio >= 0 && heuristicRatio <= 1,
				"be from 0 to 1 (a share: 0.1 is a tenth)", heuristicRatio);
		maxHeuristic = Check.notNegative("cache.max-heuristic", maxHeuristic);
		staleIfError = Check.notNegative("cache.stale-if-error", staleIfError);
		maxStaleWhileRevalidate = Check.notNegative("cache.max-stale-while-revalidate", maxStaleWhileRevalidate);
		keepStale = Check.notNegative("cache.keep-stale", keepStale);
		Check.atLeast("cache.max-variants", maxVariants, 1);
		Check.atLeast("cache.max-refreshes", maxRefreshes, 0);
	}

	/** The choices that the rules leave. */
	public CacheRules rules() {
		boolean keepSetCookie = (this.keepSetCookie != null) ? this.keepSetCookie : this.store == CacheStoreType.LOCAL;
		return new CacheRules(this.shared, this.credentials, keepSetCookie, this.heuristicRatio, this.maxHeuristic,
				this.staleIfError, this.maxStaleWhileRevalidate, this.keepStale, this.maxVariants);
	}

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws io.httpwrapper.policy.InvalidSettingException if they cannot be so
	 */
	public CacheSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private boolean enabled;

		private CacheStoreType store;

		private String prefix;

		private DataSize maxSize;

		private DataSize maxBody;

		private Duration storeTimeout;

		private boolean shared;

		private CacheCredentials credentials;

		private @Nullable Boolean keepSetCookie;

		private double heuristicRatio;

		private Duration maxHeuristic;

		private Duration staleIfError;

		private Duration maxStaleWhileRevalidate;

		private Duration keepStale;

		private int maxVariants;

		private int maxRefreshes;

		private Builder(CacheSettings settings) {
			this.enabled = settings.enabled;
			this.store = settings.store;
			this.prefix = settings.prefix;
			this.maxSize = settings.maxSize;
			this.maxBody = settings.maxBody;
			this.storeTimeout = settings.storeTimeout;
			this.shared = settings.shared;
			this.credentials = settings.credentials;
			this.keepSetCookie = settings.keepSetCookie;
			this.heuristicRatio = settings.heuristicRatio;
			this.maxHeuristic = settings.maxHeuristic;
			this.staleIfError = settings.staleIfError;
			this.maxStaleWhileRevalidate = settings.maxStaleWhileRevalidate;
			this.keepStale = settings.keepStale;
			this.maxVariants = settings.maxVariants;
			this.maxRefreshes = settings.maxRefreshes;
		}

		public Builder enabled(boolean enabled) {
			this.enabled = enabled;
			return this;
		}

		public Builder store(CacheStoreType store) {
			this.store = store;
			return this;
		}

		public Builder prefix(String prefix) {
			this.prefix = prefix;
			return this;
		}

		public Builder maxSize(DataSize maxSize) {
			this.maxSize = maxSize;
			return this;
		}

		public Builder maxBody(DataSize maxBody) {
			this.maxBody = maxBody;
			return this;
		}

		public Builder storeTimeout(Duration storeTimeout) {
			this.storeTimeout = storeTimeout;
			return this;
		}

		public Builder shared(boolean shared) {
			this.shared = shared;
			return this;
		}

		public Builder credentials(CacheCredentials credentials) {
			this.credentials = credentials;
			return this;
		}

		public Builder keepSetCookie(@Nullable Boolean keepSetCookie) {
			this.keepSetCookie = keepSetCookie;
			return this;
		}

		public Builder heuristicRatio(double heuristicRatio) {
			this.heuristicRatio = heuristicRatio;
			return this;
		}

		public Builder maxHeuristic(Duration maxHeuristic) {
			this.maxHeuristic = maxHeuristic;
			return this;
		}

		public Builder staleIfError(Duration staleIfError) {
			this.staleIfError = staleIfError;
			return this;
		}

		public Builder maxStaleWhileRevalidate(Duration maxStaleWhileRevalidate) {
			this.maxStaleWhileRevalidate = maxStaleWhileRevalidate;
			return this;
		}

		public Builder keepStale(Duration keepStale) {
			this.keepStale = keepStale;
			return this;
		}

		public Builder maxVariants(int maxVariants) {
			this.maxVariants = maxVariants;
			return this;
		}

		public Builder maxRefreshes(int maxRefreshes) {
			this.maxRefreshes = maxRefreshes;
			return this;
		}

		private CacheSettings build() {
			return new CacheSettings(this.enabled, this.store, this.prefix, this.maxSize, this.maxBody,
					this.storeTimeout, this.shared, this.credentials, this.keepSetCookie, this.heuristicRatio,
					this.maxHeuristic, this.staleIfError, this.maxStaleWhileRevalidate, this.keepStale,
					this.maxVariants, this.maxRefreshes);
		}

	}

}
