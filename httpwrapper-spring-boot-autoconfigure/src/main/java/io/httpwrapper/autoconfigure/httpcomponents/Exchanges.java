package io.httpwrapper.autoconfigure.httpcomponents;

import java.io.InterruptedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.core5.http.HttpRequest;

/**
 * Connects each {@link Exchange} with the library's execution of its request.
 * Thread-safe.
 */
final class Exchanges {

	private static final String ATTRIBUTE = Exchange.class.getName();

	/**
	 * Those that the engine has not begun, by their requests, which are told apart by
	 * identity. Weak, since nobody who leaves knows whether the engine is still to begin:
	 * one that was taken out would go on unseen.
	 */
	private final Map<HttpRequest, Exchange> toCome = Collections.synchronizedMap(new WeakHashMap<>());

	/** Before {@code request} is given to the engine. */
	void expect(HttpRequest request, Exchange exchange) {
		this.toCome.put(request, exchange);
	}

	/** For the beginning of the engine's chain, where it has no connection yet. */
	AsyncExecChainHandler beginning() {
		return (request, body, scope, chain, callback) -> {
			Exchange exchange = this.toCome.remove(scope.originalRequest);
			if (exchange != null) {
				scope.clientContext.setAttribute(ATTRIBUTE, exchange);
				exchange.begin(scope);
				if (exchange.isCancelled()) {
					callback.failed(new InterruptedIOException("The caller has left"));
					return;
				}
			}
			chain.proceed(request, body, scope, callback);
		};
	}

	/** For the end of the chain, where there is one. */
	AsyncExecChainHandler end() {
		return (request, body, scope, chain, callback) -> {
			Exchange exchange = scope.clientContext.getAttribute(ATTRIBUTE, Exchange.class);
			if (exchange != null && exchange.isCancelled()) {
				callback.failed(new InterruptedIOException("The caller has left"));
				return;
			}
			chain.proceed(request, body, scope, callback);
			if (exchange != null) {
				exchange.sent();
			}
		};
	}

}
