package io.httpwrapper.cache;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What to do with a request (RFC 9111 §4).
 */
public sealed interface CacheDecision {

	/**
	 * Answer with a stored response.
	 *
	 * @param answer the answer
	 * @param ttl whole seconds until it is stale; negative after that
	 * @param stale whether it is stale
	 * @param refresh the request to send in the background to refresh it (RFC 5861 §3),
	 * or null
	 */
	record Serve(CachedAnswer answer, long ttl, boolean stale, @Nullable Forward refresh) implements CacheDecision {

	}

	/**
	 * Ask the origin, and pass the result to {@link CachePolicy#onResponse} or
	 * {@link CachePolicy#onFailure}.
	 */
	sealed interface Forward extends CacheDecision {

		/**
		 * The request for the origin, with the conditions to send. For a refresh it is a
		 * GET without the caller's range and conditions; otherwise it is the caller's
		 * request.
		 */
		CacheRequest request();

		/**
		 * The request that the answer is for: the caller's own, or that of a refresh
		 * without our conditions.
		 */
		CacheRequest original();

		/**
		 * All responses that are stored for the URI.
		 */
		List<StoredResponse> stored();

		/**
		 * The stored response that the request's headers select, fresh or stale; null if
		 * there is none.
		 */
		@Nullable StoredResponse selected();

		/**
		 * Why the stored responses are not sufficient.
		 */
		ForwardReason reason();

		/**
		 * Whether equal requests at the same time may wait for this answer. Each of them
		 * may use the answer if the policy, given only this answer, decides
		 * {@link Serve}.
		 */
		boolean collapsible();

	}

	/**
	 * Send the request unchanged. If its method is unsafe, see
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
	 * Ask the origin whether the stored response is still valid (RFC 9111 §4.3.1). In
	 * {@code request}, {@code If-None-Match} and {@code If-Modified-Since} are ours: they
	 * replace those of the caller's request, and a field that is absent here must be
	 * removed there.
	 */
	record Revalidate(CacheRequest request, CacheRequest original, List<StoredResponse> stored,
			@Nullable StoredResponse selected, ForwardReason reason, boolean collapsible) implements Forward {

	}

	/**
	 * Answer 504: the request wants only a stored response, and there is none (RFC 9111
	 * §5.2.1.7).
	 */
	record Refuse() implements CacheDecision {

	}

	/**
	 * Send the request and hand the response on without storing it. For an unsafe method
	 * see {@link CachePolicy#invalidated}.
	 */
	record Bypass(ForwardReason reason) implements CacheDecision {

	}

}
