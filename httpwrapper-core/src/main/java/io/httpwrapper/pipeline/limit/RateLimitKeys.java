package io.httpwrapper.pipeline.limit;

import java.net.URI;

import io.httpwrapper.http.Origin;
import io.httpwrapper.http.RecentOrigins;
import io.httpwrapper.pipeline.call.UserCode;
import io.httpwrapper.plugin.RateLimitKey;
import io.httpwrapper.policy.RateLimitScope;
import io.httpwrapper.policy.RateLimitSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * Finds the key of a request, whose limits the request counts against. Thread-safe.
 */
final class RateLimitKeys {

	private static final Log logger = LogFactory.getLog(RateLimitKeys.class);

	private final String client;

	private final @Nullable RateLimitKey part;

	/** The client's name, or null if each host has a key. */
	private final @Nullable String whole;

	private final RecentOrigins<String> names = new RecentOrigins<>();

	/**
	 * @param scope whether the client or each host has a key
	 * @param own the application's key, or null
	 */
	RateLimitKeys(String client, RateLimitSettings settings, RateLimitScope scope, @Nullable RateLimitKey own) {
		this.client = client;
		this.part = (settings.key() != null) ? header(settings.key()) : own;
		this.whole = (scope == RateLimitScope.CLIENT) ? client : null;
	}

	private static RateLimitKey header(String key) {
		String name = key.substring(RateLimitSettings.HEADER.length());
		return (request) -> request.headers().getFirst(name);
	}

	/** Whether keys contain parts of requests, which must not be shown. */
	boolean secret() {
		return this.part != null;
	}

	/** The part of the key that may be shown. */
	String shown(ClientRequest request) {
		return (this.whole != null) ? this.whole : host(request.url());
	}

	String of(ClientRequest request) {
		String key = shown(request);
		String part = part(request);
		return (part != null) ? key + "|" + part : key;
	}

	private @Nullable String part(ClientRequest request) {
		if (this.part == null) {
			return null;
		}
		try {
			return this.part.of(request);
		}
		catch (Throwable ex) {
			UserCode.rethrowFatal(ex);
			logger.warn("The RateLimitKey of client '" + this.client
					+ "' failed; the request counts with those that have no key", ex);
			return null;
		}
	}

	private String host(URI url) {
		String name = this.names.get(url);
		if (name == null) {
			name = Origin.of(url).name();
			this.names.put(url, name);
		}
		return name;
	}

}
