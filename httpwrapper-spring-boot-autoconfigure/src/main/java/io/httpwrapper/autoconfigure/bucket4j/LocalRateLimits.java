package io.httpwrapper.autoconfigure.bucket4j;

import java.util.List;

import io.httpwrapper.autoconfigure.client.RateLimitBackend;
import io.httpwrapper.bucket4j.Bucket4jRateLimiter;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.timing.TimeAndChance;
import io.httpwrapper.policy.RateLimitStore;
import io.httpwrapper.policy.RateLimiterFactory;

/** Creates rate limiters that count in this process. */
final class LocalRateLimits implements RateLimitBackend {

	@Override
	public RateLimitStore store() {
		return RateLimitStore.LOCAL;
	}

	@Override
	public RateLimiterFactory limiters(TimeAndChance time, List<ClientEventListener> listeners) {
		return Bucket4jRateLimiter.factory(time.nanoTime());
	}

}
