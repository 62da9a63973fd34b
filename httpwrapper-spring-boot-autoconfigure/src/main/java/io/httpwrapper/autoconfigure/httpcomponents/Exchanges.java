package io.httpwrapper.autoconfigure.httpcomponents;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges under way, by their requests, which are told apart by identity.
 * Thread-safe.
 */
final class Exchanges implements AsyncExecChainHandler {

	private final Map<HttpRequest, Exchange> underWay = new ConcurrentHashMap<>();

	Exchange begin(HttpRequest request) {
		Exchange exchange = new Exchange();
		this.underWay.put(request, exchange);
		return exchange;
	}

	void end(HttpRequest request) {
		this.underWay.remove(request);
	}

	@Override
	public void execute(HttpRequest request, @Nullable AsyncEntityProducer body, AsyncExecChain.Scope scope,
			AsyncExecChain chain, AsyncExecCallback callback) throws HttpException, IOException {
		Exchange exchange = this.underWay.get(scope.originalRequest);
		if (exchange != null) {
			exchange.started(scope);
		}
		chain.proceed(request, body, scope, callback);
	}

	/** One of them. */
	static final class Exchange {

		private AsyncExecChain.@Nullable Scope running;

		private boolean cancelled;

		synchronized void started(AsyncExecChain.Scope scope) {
			this.running = scope;
			if (this.cancelled) {
				end(scope);
			}
		}

		synchronized void cancel() {
			this.cancelled = true;
			if (this.running != null) {
				end(this.running);
			}
		}

		private static void end(AsyncExecChain.Scope scope) {
			scope.cancellableDependency.cancel();
			// without it a connection may stay that has just begun to answer
			scope.execRuntime.discardEndpoint();
		}

	}

}
