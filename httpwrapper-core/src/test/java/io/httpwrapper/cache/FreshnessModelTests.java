package io.httpwrapper.cache;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the arithmetic of RFC 9111 §4.2 with a second one, written down from the RFC
 * with unbounded numbers, on many made-up responses.
 */
class FreshnessModelTests {

	private static final BigInteger MOST = BigInteger.TWO.pow(31);

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 5, 8, 13, 21, 34 })
	void arithmeticAgreesWithTheModel(long seed) {
		Random random = new Random(seed);
		for (int round = 0; round < 500; round++) {
			Response response = new Response(random);
			boolean shared = random.nextBoolean();
			Instant now = response.received.plusMillis(number(random, 10).longValue() * 500);

			Freshness freshness = Freshness.of(response.stored(), shared ? Rules.shared() : Rules.PRIVATE);

			assertThat(BigInteger.valueOf(freshness.lifetime())).as("lifetime %s", response)
				.isEqualTo(response.lifetime(shared));
			assertThat(BigInteger.valueOf(freshness.ageMillis(now))).as("age %s", response)
				.isEqualTo(response.ageMillis(now));
			assertThat(freshness.isFresh(now)).as("fresh %s", response)
				.isEqualTo(response.lifetime(shared)
					.multiply(BigInteger.valueOf(1000))
					.compareTo(response.ageMillis(now)) > 0);
			assertThat(freshness.isFresh(now)).isEqualTo(freshness.remainingMillis(now) > 0);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 4, 9 })
	void nothingGetsFresherWithTime(long seed) {
		Random random = new Random(seed);
		for (int round = 0; round < 500; round++) {
			Freshness freshness = Freshness.of(new Response(random).stored(), Rules.PRIVATE);
			Instant earlier = Exchanges.NOW.plusMillis(random.nextInt(100_000) - 50_000);
			Instant later = earlier.plusMillis(random.nextInt(100_000));

			assertThat(freshness.ageMillis(later)).isGreaterThanOrEqualTo(freshness.ageMillis(earlier));
			assertThat(freshness.isFresh(later) && !freshness.isFresh(earlier)).isFalse();
		}
	}

	/** Small numbers, those about the limit, and absurd ones. */
	private static BigInteger number(Random random, int smallBits) {
		return switch (random.nextInt(8)) {
			case 0 -> MOST.add(BigInteger.valueOf(random.nextInt(5) - 2));
			case 1 -> (smallBits > 10) ? new BigInteger(80, random) : BigInteger.ZERO;
			default -> new BigInteger(smallBits, random);
		};
	}

	/** Null fields are absent. */
	private static final class Response {

		private final BigInteger maxAge;

		private final BigInteger sharedMaxAge;

		private final BigInteger age;

		private final Integer date;

		private final Integer expires;

		private final Integer lastModified;

		private final Instant requested;

		private final Instant received;

		Response(Random random) {
			this.maxAge = (random.nextInt(3) == 0) ? number(random, 12) : null;
			this.sharedMaxAge = (random.nextInt(5) == 0) ? number(random, 12) : null;
			this.age = (random.nextBoolean()) ? number(random, 12) : null;
			this.date = (random.nextInt(4) > 0) ? random.nextInt(4000) - 2000 : null;
			this.expires = (random.nextInt(3) == 0) ? random.nextInt(8000) - 2000 : null;
			this.lastModified = (random.nextBoolean()) ? random.nextInt(2_000_000) - 1_999_000 : null;
			this.requested = Exchanges.NOW.plusMillis(random.nextInt(2000) - 1000);
			this.received = this.requested.plusMillis(random.nextInt(4000) - 500);
		}

		StoredResponse stored() {
			List<String> fields = new ArrayList<>();
			add(fields, "Cache-Control", (this.maxAge != null) ? "max-age=" + this.maxAge : null);
			add(fields, "Cache-Control", (this.sharedMaxAge != null) ? "s-maxage=" + this.sharedMaxAge : null);
			add(fields, "Age", (this.age != null) ? this.age.toString() : null);
			add(fields, "Date", (this.date != null) ? Exchanges.date(this.date) : null);
			add(fields, "Expires", (this.expires != null) ? Exchanges.date(this.expires) : null);
			add(fields, "Last-Modified", (this.lastModified != null) ? Exchanges.date(this.lastModified) : null);
			return new StoredResponse(200, HeaderFields.of(fields.toArray(String[]::new)), HeaderFields.NONE,
					this.requested, this.received, StoredBody.EMPTY);
		}

		private static void add(List<String> fields, String name, String value) {
			if (value != null) {
				fields.add(name);
				fields.add(value);
			}
		}

		/** The date's second, or that of the receipt. */
		private BigInteger dateValue() {
			return BigInteger.valueOf(
					(this.date != null) ? Exchanges.NOW.getEpochSecond() + this.date : this.received.getEpochSecond());
		}

		BigInteger lifetime(boolean shared) {
			if (shared && this.sharedMaxAge != null) {
				return this.sharedMaxAge.min(MOST);
			}
			if (this.maxAge != null) {
				return this.maxAge.min(MOST);
			}
			if (this.expires != null) {
				return BigInteger.valueOf(Exchanges.NOW.getEpochSecond() + this.expires)
					.subtract(dateValue())
					.max(BigInteger.ZERO);
			}
			if (this.lastModified == null) {
				return BigInteger.ZERO;
			}
			BigInteger unchanged = dateValue()
				.subtract(BigInteger.valueOf(Exchanges.NOW.getEpochSecond() + this.lastModified));
			return new BigDecimal(unchanged.max(BigInteger.ZERO)).multiply(new BigDecimal("0.1"))
				.setScale(0, RoundingMode.DOWN)
				.toBigInteger()
				.min(BigInteger.valueOf(86_400));
		}

		/** §4.2.3, line by line. */
		BigInteger ageMillis(Instant now) {
			BigInteger apparentAge = BigInteger.valueOf(this.received.getEpochSecond())
				.subtract(dateValue())
				.max(BigInteger.ZERO)
				.multiply(BigInteger.valueOf(1000));
			BigInteger ageValue = (this.age != null) ? this.age.min(MOST) : BigInteger.ZERO;
			BigInteger responseDelay = millis(this.received).subtract(millis(this.requested)).max(BigInteger.ZERO);
			BigInteger corrected = ageValue.multiply(BigInteger.valueOf(1000)).add(responseDelay);
			BigInteger resident = millis(now).subtract(millis(this.received)).max(BigInteger.ZERO);
			return apparentAge.max(corrected).add(resident);
		}

		private static BigInteger millis(Instant instant) {
			return BigInteger.valueOf(instant.toEpochMilli());
		}

		@Override
		public String toString() {
			return "max-age=" + this.maxAge + " s-maxage=" + this.sharedMaxAge + " age=" + this.age + " date="
					+ this.date + " expires=" + this.expires + " lm=" + this.lastModified + " " + this.requested + " "
					+ this.received;
		}

	}

}
