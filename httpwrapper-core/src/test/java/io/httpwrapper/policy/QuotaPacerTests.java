package io.httpwrapper.policy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.httpwrapper.fixture.VirtualTime;
import io.httpwrapper.policy.QuotaPacer.Ticket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class QuotaPacerTests {

	private final VirtualTime time = new VirtualTime();

	private final QuotaPacer pacer = new QuotaPacer(this.time.nanoTime());

	@Test
	void nothingIsHeldBackWhileNothingIsKnown() {
		for (int i = 0; i < 1000; i++) {
			assertThat(waitFor()).isZero();
			answered(sent(), 200);
		}

		assertThat(state()).isEqualTo(QuotaState.FREE);
	}

	@Test
	void nothingIsHeldBackWhilePlentyIsLeft() {
		answered(sent(), 200, quota(100, 26, 60));

		assertThat(waitFor()).isZero();
		assertThat(state()).isEqualTo(QuotaState.FREE);
	}

	@Test
	void lastQuarterIsSpreadOverTheTimeThatIsLeft() {
		answered(sent(), 200, quota(100, 25, 60));

		// 25 requests in 60 s, and half a gap at the end
		assertThat(waitFor()).isBetween(Duration.ofMillis(2350), Duration.ofMillis(2356));
		assertThat(state()).isEqualTo(QuotaState.PACED);
	}

	@Test
	void requestsOfTheLastQuarterAllFitIn() {
		answered(sent(), 200, quota(100, 25, 60));

		int sent = 0;
		for (Duration wait = waitFor(); wait.compareTo(left()) < 0; wait = waitFor()) {
			this.time.advance(wait);
			sent();
			sent++;
		}

		assertThat(sent).isEqualTo(25);
	}

	@Test
	void nothingIsSentWhenNothingIsLeftUntilThereIsMore() {
		answered(sent(), 200, quota(100, 0, 60));

		assertThat(waitFor()).isEqualTo(Duration.ofSeconds(60));
		assertThat(state()).isEqualTo(QuotaState.HELD);
		this.time.advance(Duration.ofSeconds(60));
		assertThat(waitFor()).isZero();
	}

	@Test
	void newWindowIsProbedAtAnEvenPaceUntilTheRemoteConfirmsIt() {
		answered(sent(), 200, quota(59, 0, 60));
		this.time.advance(Duration.ofSeconds(60));

		Ticket probe = sent();
		assertThat(waitFor()).isEqualTo(Duration.ofSeconds(1));
		answered(probe, 200, quota(59, 58, 60));

		assertThat(waitFor()).isZero();
	}

	@Test
	void quotaThatIsNotMentionedAnyMoreInANewWindowIsForgotten() {
		answered(sent(), 200, quota(4, 0, 60));
		this.time.advance(Duration.ofSeconds(60));

		answered(sent(), 200);

		assertThat(waitFor()).isZero();
		assertThat(quotas()).isEmpty();
	}

	@Test
	void quotaThatIsNotMentionedWithinItsWindowIsKept() {
		answered(sent(), 200, quota(4, 0, 60));

		answered(sent(), 200);

		assertThat(waitFor()).isEqualTo(Duration.ofSeconds(60));
	}

	@Test
	void ownRequestsUnderWayCountAsUsed() {
		Ticket first = sent();
		for (int i = 0; i < 8; i++) {
			sent();
		}

		answered(first, 200, quota(40, 11, 60));

		assertThat(quotas()).extracting(Quota::remaining).containsExactly(3L);
	}

	@Test
	void requestThatWasNotSentGivesItsPlaceBack() {
		answered(sent(), 200, quota(40, 5, 60));
		sent();
		assertThat(quotas()).extracting(Quota::remaining).containsExactly(4L);

		this.pacer.unsent();

		assertThat(quotas()).extracting(Quota::remaining).containsExactly(5L);
	}

	@Test
	void answersInAnyOrderTellWhatIsLeftAtLeast() {
		Ticket[] tickets = new Ticket[10];
		for (int i = 0; i < tickets.length; i++) {
			tickets[i] = sent();
		}

		answered(tickets[9], 200, quota(40, 30, 60));
		for (int i = 0; i < 9; i++) {
			answered(tickets[i], 200, quota(40, 39 - i, 60));
		}

		assertThat(quotas()).extracting(Quota::remaining).containsExactly(30L);
	}

	@Test
	void tightestOfSeveralQuotasCounts() {
		answered(sent(), 200, new Quota("burst", "", 100, seconds(1), 90, seconds(1)),
				new Quota("daily", "", 1000, seconds(86_400), 0, seconds(100)));

		assertThat(waitFor()).isEqualTo(Duration.ofSeconds(100));
	}

	@Test
	void exhaustedPartitionHoldsNobodyBackWhileAnotherIsFree() {
		answered(sent(), 200, new Quota("d", "a", 100, seconds(60), 0, seconds(60)));
		assertThat(waitFor()).isEqualTo(Duration.ofSeconds(60));
		answered(sent(), 200, new Quota("d", "b", 100, seconds(60), 90, seconds(60)));

		assertThat(waitFor()).isZero();
		answered(sent(), 200, new Quota("d", "b", 100, seconds(60), 0, seconds(50)));
		assertThat(waitFor()).isEqualTo(Duration.ofSeconds(50));
	}

	@Test
	void oneRequestInFiveMinutesFindsOutWhetherTheQuotaStillHolds() {
		answered(sent(), 200, quota(1000, 0, 86_400));

		assertThat(waitFor()).isEqualTo(Duration.ofMinutes(5));
	}

	@ParameterizedTest
	@CsvSource({ "429,30,30", "503,30,30", "200,30,0", "500,30,0", "503,0,0", "429,86400,3600" })
	void retryAfterIsKept(int status, long retryAfter, long wait) {
		this.pacer.answered(sent(), now(), status, seconds(retryAfter), List.of());

		assertThat(waitFor().toSeconds()).isEqualTo(wait);
	}

	@Test
	void retryAfterWinsOverAnEarlierReset() {
		this.pacer.answered(sent(), now(), 429, seconds(30), List.of(quota(100, 0, 10)));

		assertThat(waitFor()).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void resetAloneIsKeptWhenTheRemoteThrottles() {
		answered(sent(), 429, new Quota("", "", -1, -1, -1, seconds(20)));

		assertThat(waitFor()).isEqualTo(Duration.ofSeconds(20));
	}

	@Test
	void throttlingThatNothingExplainsLowersThePaceByThreeTenths() {
		evenly(20, 100, 200);

		answered(sent(), 429);

		assertThat(this.pacer.rate(now())).isBetween(6.9, 7.8);
		assertThat(state()).isEqualTo(QuotaState.PACED);
	}

	@Test
	void paceFollowsWhatIsSentNowAndNotWhatWasSentLongAgo() {
		evenly(1000, 1, 200);
		this.time.advance(Duration.ofHours(1));

		evenly(2, 1000, 429);

		assertThat(this.pacer.rate(now())).isLessThan(2);
	}

	@Test
	void requestsSentBeforeThePaceWasLoweredDoNotLowerItAgain() {
		evenly(20, 100, 200);
		Ticket[] underWay = { sent(), sent(), sent(), sent() };
		this.time.advance(Duration.ofMillis(1));
		answered(underWay[0], 429);
		double rate = this.pacer.rate(now());

		answered(underWay[1], 429);
		answered(underWay[2], 429);

		assertThat(this.pacer.rate(now())).isEqualTo(rate);
	}

	@Test
	void paceComesBackAndIsGivenUp() {
		evenly(20, 100, 200);
		answered(sent(), 429);
		double lowest = this.pacer.rate(now());

		this.time.advance(Duration.ofSeconds(10));
		assertThat(this.pacer.rate(now())).isBetween(lowest / 0.71, lowest / 0.69);
		this.time.advance(Duration.ofSeconds(35));

		assertThat(this.pacer.rate(now())).isZero();
		assertThat(state()).isEqualTo(QuotaState.FREE);
	}

	@Test
	void waitBehindManyOthersDoesNotOverflow() {
		answered(sent(), 200, quota(8, 2, Duration.ofDays(366).toSeconds()));

		assertThat(this.pacer.waitNanos(now(), 1000)).isGreaterThan(Duration.ofDays(366).toNanos());
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void anyAnswersKeepTheWaitSane(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < 100_000; i++) {
			this.time.advance(Duration.ofNanos(random.nextLong(seconds(1))));
			Ticket ticket = sent();
			this.pacer.answered(ticket, now(), (random.nextInt(5) != 0) ? 200 : 429, anything(random),
					List.of(new Quota("p" + random.nextInt(20), "k" + random.nextInt(30), anything(random),
							anything(random), anything(random), anything(random))));
			Duration wait = waitFor();
			assertThat(wait).isBetween(Duration.ZERO, Duration.ofHours(1));
			assertThat(this.pacer.waitNanos(now(), 3)).isGreaterThanOrEqualTo(wait.toNanos());
			assertThat(quotas()).hasSizeLessThanOrEqualTo(16 * 8);
		}
	}

	private static long anything(Random random) {
		return (random.nextInt(5) == 0) ? Quota.UNKNOWN
				: Math.min(random.nextLong() >>> random.nextInt(64) >>> 1, Duration.ofDays(366).toNanos());
	}

	/** Sends at an even pace and gets these answers. */
	private void evenly(int requests, long everyMillis, int status) {
		for (int i = 0; i < requests; i++) {
			this.time.advance(Duration.ofMillis(everyMillis));
			answered(sent(), status);
		}
	}

	private Ticket sent() {
		return this.pacer.sent(now());
	}

	private void answered(Ticket ticket, int status, Quota... quotas) {
		this.pacer.answered(ticket, now(), status, Permit.NO_RETRY_AFTER, List.of(quotas));
	}

	private static Quota quota(long limit, long remaining, long resetSeconds) {
		return new Quota("default", "", limit, seconds(resetSeconds), remaining, seconds(resetSeconds));
	}

	private Duration waitFor() {
		return Duration.ofNanos(this.pacer.waitNanos(now()));
	}

	/** Time left in the window. */
	private Duration left() {
		return Duration.ofNanos(quotas().get(0).resetNanos());
	}

	private QuotaState state() {
		return this.pacer.state(now());
	}

	private List<Quota> quotas() {
		return this.pacer.quotas(now());
	}

	private long now() {
		return this.time.nanoTime();
	}

	private static long seconds(long seconds) {
		return TimeUnit.SECONDS.toNanos(seconds);
	}

}
