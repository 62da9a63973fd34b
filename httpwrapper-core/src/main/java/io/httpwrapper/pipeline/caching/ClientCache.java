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
 * The cache of a client by the rules in force: what one {@link CacheFilter} works with.
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

	/** What it shares with the caches of other plans. */
	public CacheState state() {
		return this.state;
	}

	/** Counts and tells how a call was answered. */
	void answered(CallRequest call, CacheOutcome outcome, ClientResponse response) {
		this.state.counted(outcome);
		call.core().events().cacheAnswered(call, outcome.text(), outcome.isUsual(), response.statusCode().value());
	}

	/**
	 * Changes what is stored under a key.
	 * @param then called when the change is made or cannot be made
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
	 * The URIs whose responses a response has made invalid.
	 * @param redirected whether a redirect was followed: the redirect was the answer to
	 * the request then, and no error, whatever the other URI has answered
	 */
	List<String> invalidated(CacheRequest request, boolean redirected, int status, HeaderFields fields) {
		return this.policy.invalidated(request, redirected ? HttpStatus.SEE_OTHER.value() : status, fields);
	}

	/** The same if no response came. */
	List<String> invalidated(CacheRequest request, boolean redirected) {
		return redirected ? invalidated(request, true, 0, HeaderFields.NONE) : List.of();
	}

	/**
	 * Deletes what is stored for URIs.
	 * @param then called when all is deleted or cannot be
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

	/** What the responses to a request are stored under. */
	StoreKey key(CacheRequest request) {
		return StoreKey.of(this.state.client(), CacheKey.of(request, this.policy.rules(), this.state.ownCredentials));
	}

	/**
	 * What collects a body for the store.
	 * @param declared its length as the headers say, or -1
	 * @param awaited whether another call than its reader waits for it
	 * @return null if it is too long, as far as is known
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
