package io.httpwrapper.pipeline.caching;

import java.util.List;

import io.httpwrapper.cache.StoreChange;
import io.httpwrapper.cache.StoredBody;
import io.httpwrapper.cache.StoredResponse;
import io.httpwrapper.pipeline.body.TeeListener;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Handles the end of a {@link Fetch}'s body, which the leader reads as it arrives: stores
 * it, and answers the other waiters.
 */
final class FetchedBody implements TeeListener {

	private final Fetch fetch;

	private final ClientCache cache;

	private final StoreChange outdated;

	/**
	 * @param outdated the change of the store if the body cannot be stored
	 */
	FetchedBody(Fetch fetch, StoreChange outdated) {
		this.fetch = fetch;
		this.cache = fetch.cache;
		this.outdated = outdated;
	}

	@Override
	public void bodyCollected(StoredBody body) {
		StoredResponse complete = this.fetch.waiters.complete(body);
		if (complete == null) {
			return;
		}
		change(StoreChange.put(complete), () -> {
			// the waiters stay, and are answered when the reader has all of it
			this.cache.state.fetches.countStored();
			this.fetch.unlist();
		});
	}

	@Override
	public void bodyPassed() {
		StoredResponse complete = this.fetch.waiters.completed();
		if (complete == null) {
			return;
		}
		this.fetch.waiters.drain().forEach((call) -> {
			if (!StoredAnswers.serveCollapsed(call, complete)) {
				call.resumeAlone();
			}
		});
	}

	@Override
	public void bodyRefused(boolean undecided) {
		change(this.outdated, () -> {
			// no call waits for this change
		});
		List<CacheCall> waiting = this.fetch.end();
		if (undecided) {
			waiting.forEach(CacheCall::resumeAlone);
		}
		else {
			this.fetch.ofNoUse(waiting);
		}
	}

	@Override
	public void bodyLost(@Nullable Throwable error) {
		if (error != null) {
			this.fetch.again(this.fetch.end(), error);
		}
		else {
			this.fetch.end().forEach(CacheCall::resumeAlone);
		}
	}

	private void change(StoreChange change, Runnable then) {
		this.cache.change(this.fetch.key, change, this.fetch.generation(), this.fetch.call, Context.empty(), then);
	}

}
