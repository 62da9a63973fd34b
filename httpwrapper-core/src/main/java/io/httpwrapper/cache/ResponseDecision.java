package io.httpwrapper.cache;

/**
 * What to do with the origin's response.
 */
public sealed interface ResponseDecision {

	/**
	 * What becomes of what is stored, before anything else; for {@link Store} there is
	 * nothing yet.
	 */
	StoreChange change();

	/**
	 * Hand the response on, and store it once its body is complete:
	 * {@code StoreChange.put(head.withBody(body))}.
	 *
	 * @param head the response without its body
	 * @param outdated what becomes of what is stored if the body turns out to be none
	 * that can be stored
	 */
	record Store(StoredResponse head, StoreChange outdated) implements ResponseDecision {

		@Override
		public StoreChange change() {
			return StoreChange.NONE;
		}

	}

	/**
	 * The response was a 304 for what is stored: drop it and answer with that.
	 *
	 * @param answer what to answer
	 * @param change the update of what is stored (RFC 9111 §4.3.4)
	 */
	record Validated(CachedAnswer answer, StoreChange change) implements ResponseDecision {

	}

	/**
	 * The response is an error: drop it and answer with what is stored, though it is
	 * stale (RFC 9111 §4.3.3, RFC 5861 §4).
	 *
	 * @param answer what to answer
	 * @param ttl seconds until it is stale; mostly negative
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
	 * @param change what becomes of what is stored
	 */
	record Pass(NotStored reason, StoreChange change) implements ResponseDecision {

	}

	/**
	 * The response is a 304 that fits nothing that is stored, nor anything that the
	 * caller has: drop it and send the request once more, as {@code again} says (RFC 9111
	 * §4.3.3).
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
