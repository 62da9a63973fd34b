package io.httpwrapper.policy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.httpwrapper.fixture.RateLimits;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every {@link RateLimiter} does.
 */
public abstract class RateLimiterContract {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final long TWO_SECONDS = Duration.ofSeconds(2).toNanos();

	/**
	 * A limiter with all its tokens. Called once for each test.
	 */
	protected abstract RateLimiter create(RateLimitSettings settings);

	/** Lets time pass for the limiter. */
	protected abstract void advance(Duration duration);

	/**
	 * By how much a wait may differ from what was computed: clocks of stores are coarse.
	 */
	protected Duration precision() {
		return Duration.ofMillis(2);
	}

	private static RateLimitAnswer acquire(RateLimiter limiter, String key, long maxWaitNanos) {
		return limiter.acquire(key, maxWaitNanos).toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join();
	}

	private void assertAbout(long nanos, Duration expected) {
		long precision = precision().toNanos();
		assertThat(nanos).isBetween(expected.toNanos() - precision, expected.toNanos() + precision);
	}

	@Test
	void burstIsGrantedAtOnceAndNoMore() {
		RateLimiter limiter = create(RateLimits.of(1, SECOND).burst(3).settings());

		assertThat(acquire(limiter, "a", 0)).isEqualTo(RateLimitAnswer.NOW);
		assertThat(acquire(limiter, "a", 0)).isEqualTo(RateLimitAnswer.NOW);
		assertThat(acquire(limiter, "a", 0)).isEqualTo(RateLimitAnswer.NOW);
		assertThat(acquire(limiter, "a", 0).granted()).isFalse();
	}

	@Test
	void refusalTellsWhenATokenComes() {
		RateLimiter limiter = create(RateLimits.of(1, SECOND).settings());
		acquire(limiter, "a", 0);

		assertAbout(acquire(limiter, "a", 0).nanos(), SECOND);
	}

	@Test
	void tokensAreReservedOneBehindTheOther() {
		RateLimiter limiter = create(RateLimits.of(1, SECOND).settings());
		acquire(limiter, "a", 0);

		RateLimitAnswer first = acquire(limiter, "a", TWO_SECONDS + precision().toNanos());
		RateLimitAnswer second = acquire(limiter, "a", TWO_SECONDS + precision().toNanos());
		RateLimitAnswer third = acquire(limiter, "a", TWO_SECONDS);

		assertThat(first.granted()).isTrue();
		assertAbout(first.nanos(), SECOND);
		assertThat(second.granted()).isTrue();
		assertAbout(second.nanos(), Duration.ofSeconds(2));
		assertThat(third.granted()).isFalse();
		assertAbout(third.nanos(), Duration.ofSeconds(3));
	}

	@Test
	void tokensComeBackWithTime() {
		RateLimiter limiter = create(RateLimits.of(2, SECOND).settings());
		acquire(limiter, "a", 0);
		acquire(limiter, "a", 0);

		advance(SECOND.plus(precision()));

		assertThat(acquire(limiter, "a", 0)).isEqualTo(RateLimitAnswer.NOW);
		assertThat(acquire(limiter, "a", 0)).isEqualTo(RateLimitAnswer.NOW);
	}

	@Test
	void keysHaveTokensOfTheirOwn() {
		RateLimiter limiter = create(RateLimits.of(1, SECOND).settings());
		acquire(limiter, "a", 0);

		assertThat(acquire(limiter, "b", 0)).isEqualTo(RateLimitAnswer.NOW);
	}

	@Test
	void tokenGivenBackIsThereAgain() {
		RateLimiter limiter = create(RateLimits.of(1, Duration.ofMinutes(1)).settings());
		acquire(limiter, "a", 0);

		limiter.giveBack("a");

		assertThat(acquire(limiter, "a", 0)).isEqualTo(RateLimitAnswer.NOW);
	}

	@Test
	void moreGivenBackThanTakenIsNoBurst() {
		RateLimiter limiter = create(RateLimits.of(1, Duration.ofMinutes(1)).settings());
		acquire(limiter, "a", 0);

		limiter.giveBack("a");
		limiter.giveBack("a");

		assertThat(acquire(limiter, "a", 0)).isEqualTo(RateLimitAnswer.NOW);
		assertThat(acquire(limiter, "a", 0).granted()).isFalse();
	}

	@Test
	void allLimitsHold() {
		RateLimiter limiter = create(
				RateLimits.of(2, SECOND).further(new RateLimit(3, SECOND.multipliedBy(60), 0)).settings());
		acquire(limiter, "a", 0);
		acquire(limiter, "a", 0);

		advance(SECOND.plus(precision()));

		assertThat(acquire(limiter, "a", 0)).isEqualTo(RateLimitAnswer.NOW);
		assertThat(acquire(limiter, "a", TWO_SECONDS).granted()).isFalse();
	}

	@Test
	void tokensLeftAreShownByKey() {
		RateLimiter limiter = create(RateLimits.of(3, Duration.ofMinutes(3)).settings());
		acquire(limiter, "a", 0);

		assertThat(limiter.tokens()).containsEntry("a", 2L);
	}

}
