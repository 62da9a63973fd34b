package io.httpwrapper.cache;

/**
 * What to do with the origin's response.
 */
public sealed interface ResponseDecision {

	/**
	 * The change of the store to make first; empty for {@link Store}.
	 */
	StoreChange change();

	/**
	 * Hand the response on, and store it once its body is complete:
	 * {@code StoreChange.put(head.withBody(body))}.
	 *
	 * @param head status and headers of the response, without its body
	 * @param outdated the change of the store if the body cannot be stored
	 */
	record Store(StoredResponse head, StoreChange outdated) implements ResponseDecision {

		@Override
		public StoreChange change() {
			return StoreChange.NONE;
		}

	}

	/**
	 * The response is a 304 for a stored response: drop it and answer with the stored
	 * response.
	 *
	 * @param answer what to answer
	 * @param change the update of the stored response (RFC 9111 §4.3.4)
	 */
	record Validated(CachedAnswer answer, StoreChange change) implements ResponseDecision {

	}

	/**
	 * The response is an error: drop it and answer with a stale stored response (RFC 9111
	 * §4.3.3, RFC 5861 §4).
	 *
	 * @param answer what to answer
	 * @param ttl seconds until it is stale; usually negative
	 */
	record ServeStale(CachedAnswer answer, long ttl) implements ResponseDecision {

		@Override
		public StoreChange change() {
			return StoreChange.NONE;
		}

	}

	/**
	 * Hand the response on without storing it.
	 *
	 * @param reason why it is not stored
	 * @param change the change of the store
	 */
	record Pass(NotStored reason, StoreChange change) implements ResponseDecision {

	}

	/**
	 * The response is a 304 that fits no stored response and no response of the caller.
	 * Drop it and send {@code again} (RFC 9111 §4.3.3).
	 *
	 * @param again the caller's request without our conditions
	 */
	record Repeat(CacheDecision.Fetch again) implements ResponseDecision {

		@Override
		public StoreChange change() {
			return StoreChange.NONE;
		}

	}

}
