package io.httpwrapper.autoconfigure.httpcomponents;

import org.apache.hc.client5.http.async.AsyncExecChain.Scope;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response. Any thread may cancel it at any time and more than once.
 * No step is missed by a concurrent cancellation: each side writes its own state before
 * it reads the other's.
 */
final class Exchange {

	private volatile @Nullable Scope begun;

	private volatile boolean onTheWire;

	private volatile boolean cancelled;

	/** The engine has begun, and will look for a connection. */
	void begin(Scope scope) {
		this.begun = scope;
	}

	boolean isCancelled() {
		return this.cancelled;
	}

	/** The engine has given the request to a connection. */
	void sent() {
		this.onTheWire = true;
		if (this.cancelled) {
			cancel();
		}
	}

	void cancel() {
		this.cancelled = true;
		Scope scope = this.begun;
		if (scope == null) {
			return;
		}
		scope.cancellableDependency.cancel();
		if (this.onTheWire) {
			// the engine does not hear of the above within the body of an error
			// response. Earlier it would stumble over a missing connection
			scope.execRuntime.discardEndpoint();
		}
	}

}
