package io.httpwrapper.pipeline.caching;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.httpwrapper.cache.CacheKey;
import io.httpwrapper.cache.CachePolicy;
import io.httpwrapper.cache.CacheRequest;
import io.httpwrapper.cache.HeaderFields;
import io.httpwrapper.cache.StoreChange;
import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.cache.StoreTerms;
import io.httpwrapper.pipeline.body.BodyCollector;
import io.httpwrapper.pipeline.call.CallRequest;
import io.httpwrapper.settings.CacheSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.util.context.ContextView;

/**
 * The cache of a client with the current rules, as one {@link CacheFilter} uses it.
 * Thread-safe.
 */
public final class ClientCache {

	final CacheState state;

	final CachePolicy policy;

	private final long maxBody;

	public ClientCache(CacheState state, CacheSettings settings) {
		this.state = state;
		this.policy = new CachePolicy(settings.rules());
		this.maxBody = settings.maxBody().toBytes();
	}

	/** The state that it shares with the caches of other plans. */
	public CacheState state() {
		return this.state;
	}

	/** Counts how a call was answered, and reports it. */
	void answered(CallRequest call, CacheOutcome outcome, ClientResponse response) {
		this.state.counted(outcome);
		call.core().events().cacheAnswered(call, outcome.text(), outcome.isUsual(), response.statusCode().value());
	}

	/**
	 * Changes the responses stored under a key.
	 * @param then called when the change was made or has failed
	 */
	void change(StoreKey key, StoreChange change, long generation, CallRequest call, ContextView context,
			Runnable then) {
		if (change.isEmpty()) {
			then.run();
			return;
		}
		Duration keep = change.put()
			.stream()
			.map(this.policy::usefulFor)
			.max(Duration::compareTo)
			.orElse(Duration.ZERO);
		StoreTerms terms = new StoreTerms(generation, this.policy.rules().maxVariants(), keep,
				call.options().cache().tags());
		this.state.gate.change(key, change, terms, context, then);
	}

	/**
	 * The URIs whose stored responses are made invalid by a response.
	 * @param redirected whether a redirect was followed. If so, the redirect counts as
	 * the answer to the request, which is not an error, whatever the other URI has
	 * answered
	 */
	List<String> invalidated(CacheRequest request, boolean redirected, int status, HeaderFields fields) {
		return this.policy.invalidated(request, redirected ? HttpStatus.SEE_OTHER.value() : status, fields);
	}

	/** The same for a call without a response. */
	List<String> invalidated(CacheRequest request, boolean redirected) {
		return redirected ? invalidated(request, true, 0, HeaderFields.NONE) : List.of();
	}

	/**
	 * Deletes all that is stored for the URIs.
	 * @param then called when all deletions were made or have failed
	 */
	void invalidate(List<String> uris, ContextView context, Runnable then) {
		if (uris.isEmpty()) {
			then.run();
			return;
		}
		AtomicInteger left = new AtomicInteger(uris.size());
		for (String uri : uris) {
			this.state.forget(uri);
			this.state.gate.delete(this.state.client(), uri, context, () -> {
				if (left.decrementAndGet() == 0) {
					then.run();
				}
			});
		}
	}

	/** The key under which the responses to a request are stored. */
	StoreKey key(CacheRequest request) {
		return StoreKey.of(this.state.client(), CacheKey.of(request, this.policy.rules(), this.state.ownCredentials));
	}

	/**
	 * Makes the collector of a body.
	 * @param declared its length as the headers say, or -1
	 * @param awaited whether another call than the reader's waits for it
	 * @return null if the body is known or expected to be too long
	 */
	@Nullable BodyCollector collector(StoreKey key, long declared, boolean awaited) {
		return this.state.bodies.collector(key, this.maxBody, declared, awaited);
	}

	Instant now() {
		return this.state.core.now();
	}

	long nanoTime() {
		return this.state.core.nanoTime();
	}

}
