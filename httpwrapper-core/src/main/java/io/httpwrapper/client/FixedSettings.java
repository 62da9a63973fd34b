package io.httpwrapper.client;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.httpwrapper.http.Origin;
import io.httpwrapper.policy.Check;
import io.httpwrapper.settings.ClientSettings;
import org.jspecify.annotations.Nullable;

/**
 * The settings that cannot change while the client exists, each with the reason.
 */
final class FixedSettings {

	private static final String CONNECTOR = "the connections depend on it";

	private static final String STORED = "the responses stored so far depend on it";

	private static final String COUNTED = "the counts so far depend on it";

	private static final List<Fixed> ALL = List.of(
			new Fixed("base-url", FixedSettings::baseUrl, "the WebClient depends on it"),
			new Fixed("timeout.connect", (it) -> it.timeout().connect(), CONNECTOR),
			new Fixed("timeout.read", (it) -> it.timeout().read(), CONNECTOR),
			new Fixed("circuit-breaker.enabled", (it) -> it.circuitBreaker().enabled(),
					"circuit-breaker.mode=disabled lets all calls through too"),
			new Fixed("circuit-breaker.scope", (it) -> it.circuitBreaker().scope(), COUNTED),
			new Fixed("rate-limit.scope", (it) -> it.rateLimit().scope(), COUNTED),
			new Fixed("rate-limit.key", (it) -> it.rateLimit().key(), COUNTED),
			new Fixed("rate-limit.max-keys", (it) -> it.rateLimit().maxKeys(), COUNTED),
			new Fixed("rate-limit.store", (it) -> it.rateLimit().store(), COUNTED),
			new Fixed("rate-limit.prefix", (it) -> it.rateLimit().prefix(), COUNTED),
			new Fixed("rate-limit.ttl", (it) -> it.rateLimit().ttl(), COUNTED),
			new Fixed("rate-limit.store-timeout", (it) -> it.rateLimit().storeTimeout(), COUNTED),
			new Fixed("rate-limit.on-store-failure", (it) -> it.rateLimit().onStoreFailure(), COUNTED),
			new Fixed("cache.enabled", (it) -> it.cache().enabled(),
					"the cache would miss invalidations while it is off"),
			new Fixed("cache.store", (it) -> it.cache().store(), STORED),
			new Fixed("cache.prefix", (it) -> it.cache().prefix(), STORED),
			new Fixed("cache.max-size", (it) -> it.cache().maxSize(), "the store depends on it"),
			new Fixed("cache.store-timeout", (it) -> it.cache().storeTimeout(), "the store depends on it"),
			new Fixed("cache.max-refreshes", (it) -> it.cache().maxRefreshes(), "the cache depends on it"),
			new Fixed("cache.shared", (it) -> it.cache().shared(), STORED),
			new Fixed("cache.credentials", (it) -> it.cache().credentials(), STORED),
			new Fixed("cache.keep-set-cookie", (it) -> it.cache().keepSetCookie(), STORED),
			new Fixed("pool.max-connections", (it) -> it.pool().maxConnections(), CONNECTOR),
			new Fixed("pool.max-pending", (it) -> it.pool().maxPending(), CONNECTOR),
			new Fixed("pool.acquire-timeout", (it) -> it.pool().acquireTimeout(), CONNECTOR),
			new Fixed("pool.max-idle", (it) -> it.pool().maxIdle(), CONNECTOR),
			new Fixed("pool.max-life", (it) -> it.pool().maxLife(), CONNECTOR),
			new Fixed("pool.lifo", (it) -> it.pool().lifo(), CONNECTOR),
			new Fixed("pool.metrics", (it) -> it.pool().metrics(), CONNECTOR),
			new Fixed("connection.follow-redirects", (it) -> it.connection().followRedirects(), CONNECTOR),
			new Fixed("connection.compression", (it) -> it.connection().compression(), CONNECTOR),
			new Fixed("connection.ssl-bundle", (it) -> it.connection().sslBundle(), CONNECTOR),
			new Fixed("connection.http-version", (it) -> it.connection().httpVersion(), CONNECTOR),
			new Fixed("connection.ssrf-protection", (it) -> it.connection().ssrfProtection(), CONNECTOR),
			new Fixed("connection.proxy", (it) -> it.connection().proxy(), CONNECTOR),
			new Fixed("connection.dns", (it) -> it.connection().dns(), CONNECTOR),
			new Fixed("backend", ClientSettings::backend, CONNECTOR),
			new Fixed("auth", ClientSettings::auth, "a token-file or a TokenSource bean can bring other credentials"));

	private FixedSettings() {
	}

	/**
	 * Fails if one of these settings differs.
	 * @throws io.httpwrapper.policy.InvalidSettingException that names the setting
	 */
	static void check(ClientSettings before, ClientSettings after) {
		for (Fixed fixed : ALL) {
			Object was = fixed.value.apply(before);
			Object is = fixed.value.apply(after);
			Check.that(fixed.property, Objects.equals(was, is), "stay " + was + " while the application runs, since "
					+ fixed.why + " (change it in the configuration and restart)", String.valueOf(is));
		}
	}

	/** The base URL without the parts that must not be shown. */
	private static @Nullable Object baseUrl(ClientSettings settings) {
		URI url = settings.baseUrl();
		return (url != null) ? new ShownUrl(url) : null;
	}

	private record Fixed(String property, Function<ClientSettings, @Nullable Object> value, String why) {
	}

	/** A URL that is compared as a whole, but shown without parts that may be secret. */
	private record ShownUrl(URI url) {

		@Override
		public String toString() {
			return this.url.getScheme() + "://" + Origin.display(this.url) + this.url.getPath();
		}

	}

}
