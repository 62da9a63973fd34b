package io.httpwrapper.cache;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What to do with a request (RFC 9111 §4).
 */
public sealed interface CacheDecision {

	/**
	 * Answer with what is stored.
	 *
	 * @param answer what to answer
	 * @param ttl seconds until it is stale; not positive if it is stale
	 * @param refresh what to send in the background to have it fresh again (RFC 5861 §3),
	 * or null if nothing
	 */
	record Serve(CachedAnswer answer, long ttl, @Nullable Forward refresh) implements CacheDecision {

		/**
		 * Whether the answer is stale.
		 */
		public boolean stale() {
			return this.ttl <= 0;
		}

	}

	/**
	 * Ask the origin, and tell {@link CachePolicy#onResponse} or
	 * {@link CachePolicy#onFailure} what came of it.
	 */
	sealed interface Forward extends CacheDecision {

		/**
		 * The request that the origin gets: what the caller sent, or for a refresh a GET
		 * without what was special to the caller; with the conditions to send.
		 */
		CacheRequest request();

		/**
		 * Whether the caller sent a condition of its own, so that 304 is an answer to it.
		 */
		boolean conditional();

		/**
		 * All that is stored for the URI.
		 */
		List<StoredResponse> stored();

		/**
		 * What the request's headers select of these, fresh or not; null if nothing.
		 */
		@Nullable StoredResponse selected();

		/**
		 * Why what is stored does not do.
		 */
		ForwardReason reason();

		/**
		 * Whether others that ask for the same at the same time may wait for this answer.
		 * Each of them may use it if the policy, asked with it alone, says {@link Serve}.
		 */
		boolean collapsible();

	}

	/**
	 * Send the request as the caller made it.
	 */
	record Fetch(CacheRequest request, CacheRequest original, List<StoredResponse> stored,
			@Nullable StoredResponse selected, ForwardReason reason, boolean collapsible) implements Forward {

		@Override
		public boolean conditional() {
			return this.original.isConditional();
		}

	}

	/**
	 * Ask the origin whether what is stored still holds (RFC 9111 §4.3.1). In
	 * {@code request}, {@code If-None-Match} and {@code If-Modified-Since} are ours: what
	 * the caller's request had of these has to be replaced, or removed if it has none.
	 */
	record Revalidate(CacheRequest request, CacheRequest original, List<StoredResponse> stored,
			@Nullable StoredResponse selected, ForwardReason reason, boolean collapsible) implements Forward {

		@Override
		public boolean conditional() {
			return this.original.isConditional();
		}

	}

	/**
	 * Answer 504: the request wants only what is stored, and nothing is (RFC 9111
	 * §5.2.1.7).
	 */
	record Refuse(ForwardReason reason) implements CacheDecision {

	}

	/**
	 * Send the request and hand on whatever comes, without storing it. For an unsafe
	 * method see {@link CachePolicy#invalidated}.
	 */
	record Bypass(ForwardReason reason) implements CacheDecision {

	}

}
