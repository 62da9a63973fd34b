package io.httpwrapper.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What HTTP caching decides (RFC 9111). Pure: no state, no clock, thread-safe.
 */
public final class CachePolicy {

	private final CacheRules rules;

	public CachePolicy(CacheRules rules) {
		this.rules = rules;
	}

	public CacheRules rules() {
		return this.rules;
	}

	/**
	 * What to do with a request (RFC 9111 §4).
	 * @param request what the caller asks for
	 * @param stored all that is stored for its key, with bodies; empty if nothing
	 * @param now the time
	 */
	public CacheDecision onRequest(CacheRequest request, List<StoredResponse> stored, Instant now) {
		throw new UnsupportedOperationException();
	}

	/**
	 * What to do with the origin's response (RFC 9111 §3, §4.3.3 to §4.3.5).
	 * @param forward why the origin was asked
	 * @param status the response's status
	 * @param headers the response's headers, as received
	 * @param requestedAt when the request was sent
	 * @param receivedAt when the response's head came
	 */
	public ResponseDecision onResponse(CacheDecision.Forward forward, int status, HeaderFields headers,
			Instant requestedAt, Instant receivedAt) {
		throw new UnsupportedOperationException();
	}

	/**
	 * What to answer when there is no response: no connection, a timeout, an open
	 * circuit, a full bulkhead (RFC 9111 §4.2.4, RFC 5861 §4).
	 * @param forward why the origin was asked
	 * @param now the time
	 * @return empty if nothing that is stored may be used
	 */
	public Optional<ResponseDecision.ServeStale> onFailure(CacheDecision.Forward forward, Instant now) {
		throw new UnsupportedOperationException();
	}

	/**
	 * What a response to an unsafe request makes invalid (RFC 9111 §4.4): the request's
	 * URI, and those in {@code Location} and {@code Content-Location} if they have the
	 * same origin.
	 * @return normalised, as in {@link CacheKey#uri()}; empty if nothing
	 */
	public List<String> invalidated(CacheRequest request, int status, HeaderFields headers) {
		throw new UnsupportedOperationException();
	}

	/**
	 * How long a stored response can be of use: fresh, instead of an error, while it is
	 * refreshed, or to be validated.
	 * @return from {@link StoredResponse#receivedAt()} on; not negative
	 */
	public Duration usefulFor(StoredResponse response) {
		throw new UnsupportedOperationException();
	}

}
