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
	 * @param ttl whole seconds until it is stale, negative since it is
	 * @param stale whether it is stale
	 * @param refresh what to send in the background to have it fresh again (RFC 5861 §3),
	 * or null if nothing
	 */
	record Serve(CachedAnswer answer, long ttl, boolean stale, @Nullable Forward refresh) implements CacheDecision {

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
		 * What the answer is for: the request as the caller made it, or a refresh without
		 * our conditions.
		 */
		CacheRequest original();

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
	 * Send the request as it is. If its method is unsafe, see
	 * {@link CachePolicy#invalidated} before its response is stored.
	 */
	record Fetch(CacheRequest request, List<StoredResponse> stored, @Nullable StoredResponse selected,
			ForwardReason reason, boolean collapsible) implements Forward {

		@Override
		public CacheRequest original() {
			return this.request;
		}

	}

	/**
	 * Ask the origin whether what is stored still holds (RFC 9111 §4.3.1). In
	 * {@code request}, {@code If-None-Match} and {@code If-Modified-Since} are ours: what
	 * the caller's request had of these has to be replaced, or removed if it has none.
	 */
	record Revalidate(CacheRequest request, CacheRequest original, List<StoredResponse> stored,
			@Nullable StoredResponse selected, ForwardReason reason, boolean collapsible) implements Forward {

	}

	/**
	 * Answer 504: the request wants only what is stored, and nothing is (RFC 9111
	 * §5.2.1.7).
	 */
	record Refuse() implements CacheDecision {

	}

	/**
	 * Send the request and hand on whatever comes, without storing it. For an unsafe
	 * method see {@link CachePolicy#invalidated}.
	 */
	record Bypass(ForwardReason reason) implements CacheDecision {

	}

}
