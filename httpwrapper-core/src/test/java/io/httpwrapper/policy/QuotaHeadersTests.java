package io.httpwrapper.policy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import io.httpwrapper.fixture.VirtualTime;
import io.httpwrapper.http.StructuredFieldTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class QuotaHeadersTests {

	/** Stands at 2026-01-01T00:00:00Z, which is second 1767225600. */
	private final VirtualTime time = new VirtualTime();

	@ParameterizedTest
	@CsvSource(delimiter = '!',
			textBlock = """
					RateLimit: "default";r=50;t=30                                                  ! default,,-1,-1,50,30
					RateLimit: default;r=50;t=30                                                    ! default,,-1,-1,50,30
					RateLimit: "default";r=999;pk=:dHJpYWw=:                                        ! default,dHJpYWw=,-1,-1,999,-1
					RateLimit: "a";r=1;t=2;acme-x="y"  ,  "b";r=3                                   ! a,,-1,-1,1,2 b,,-1,-1,3,-1
					RateLimit: "d";r=0;t=5 | RateLimit-Policy: "d";q=100;w=60                       ! d,,100,60,0,5
					RateLimit: "d";r=7 | RateLimit-Policy: "x";q=1;w=1, "d";q=100;w=10              ! d,,100,10,7,-1
					RateLimit: "d";r=7;pk=:AA==: | RateLimit-Policy: "d";q=9;w=10;pk=:AA==:,"d";q=8 ! d,AA==,9,10,7,-1
					RateLimit: "d";r=7 | RateLimit-Policy: ?? malformed                             ! d,,-1,-1,7,-1
					RateLimit: "d";r=7;t=9 | RateLimit-Policy: "d";q=5;qu="requests"                ! d,,5,-1,7,9
					RateLimit: "d";r=999999999999999;t=999999999999999                              ! d,,-1,-1,999999999999999,31622400
					RateLimit: limit=100, remaining=50, reset=30                                    ! ,,100,-1,50,30
					RateLimit: limit=10, remaining=0, reset=2 | RateLimit-Policy: 10;w=5, 50;w=60   ! ,,10,5,0,2
					RateLimit: remaining=5, reset=2                                                 ! ,,-1,-1,5,2
					RateLimit-Limit: 100 | RateLimit-Remaining: 50 | RateLimit-Reset: 30            ! ,,100,-1,50,30
					RateLimit-Limit: 10, 10;w=1, 1000;w=60 | RateLimit-Remaining: 9 | RateLimit-Reset: 1 ! ,,10,1,9,1
					X-RateLimit-Limit: 60 | X-RateLimit-Remaining: 0 | X-RateLimit-Reset: 1767225660 ! ,,60,-1,0,60
					X-RateLimit-Remaining: 3 | X-RateLimit-Reset: 1767225660000                     ! ,,-1,-1,3,60
					X-RateLimit-Remaining: 3 | X-RateLimit-Reset: 1767225599                        ! ,,-1,-1,3,0
					X-RateLimit-Remaining: 595.0 | X-RateLimit-Reset: 119.2                         ! ,,-1,-1,595,120
					X-RateLimit-Reset: 12                                                           ! ,,-1,-1,-1,12
					X-RateLimit-Remaining: 12                                                       ! ,,-1,-1,12,-1
					X-Rate-Limit-Limit: 15 | X-Rate-Limit-Remaining: 4 | X-Rate-Limit-Reset: 900    ! ,,15,-1,4,900
					RateLimit: ?? | X-RateLimit-Remaining: 4 | X-RateLimit-Reset: 9                 ! ,,-1,-1,4,9
					RateLimit: "d";r=1;t=1 | X-RateLimit-Remaining: 4 | X-RateLimit-Reset: 9        ! d,,-1,-1,1,1
					X-RateLimit-Limit: many | X-RateLimit-Remaining: 4 | X-RateLimit-Reset: 9       ! ,,-1,-1,4,9
					""")
	void eachFormIsRead(String headers, String expected) {
		assertThat(text(read(headers))).isEqualTo(expected.strip());
	}

	@ParameterizedTest
	@ValueSource(strings = { "RateLimit: \"d\"", "RateLimit: \"d\";r=-1", "RateLimit: \"d\";r=1.5",
			"RateLimit: \"d\";r", "RateLimit: \"d\";r=\"1\"", "RateLimit: \"d\";t=1", "RateLimit: \"d\";r=1;t=-1",
			"RateLimit: \"d\";r=1;t=1.5", "RateLimit: \"d\";r=1;pk=abc", "RateLimit: 5;r=1", "RateLimit: (\"d\");r=1",
			"RateLimit: \"d\";r=1,", "RateLimit: \"d\";r=1, \"e\"", "RateLimit: \"d\";r=9999999999999999",
			"RateLimit: limit=1, remaining=1", "RateLimit: remaining=x, reset=1", "RateLimit-Policy: \"d\";q=100;w=60",
			"RateLimit-Remaining: -1", "X-RateLimit-Remaining: 1e3", "X-RateLimit-Remaining: 1, 2",
			"X-RateLimit-Reset: soon", "X-RateLimit-Reset: 6m0s", "X-RateLimit-Reset: 99999999999999999999999",
			"X-RateLimit-Reset: 1767225660000000000", "X-RateLimit-Reset: .5", "X-RateLimit-Limit: 100",
			"Retry-After: 5" })
	void whatIsMalformedOrTellsTooLittleIsIgnored(String headers) {
		assertThat(read(headers)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "content-bytes", "concurrent-requests", "acme-points" })
	void quotasOfOtherUnitsAreLeftOut(String unit) {
		List<Quota> quotas = read(
				"RateLimit: \"b\";r=0;t=9, \"d\";r=5;t=9 | RateLimit-Policy: \"b\";q=1;qu=\"" + unit + "\", \"d\";q=6");

		assertThat(quotas).extracting(Quota::policy).containsExactly("d");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Wed, 31 Dec 2025 23:00:00 GMT", "Wednesday, 31-Dec-25 23:00:00 GMT",
			"Wed Dec 31 23:00:00 2025" })
	void timeOfTheResetIsReadOnTheRemotesOwnClock(String date) {
		List<Quota> quotas = read("X-RateLimit-Remaining: 0 | X-RateLimit-Reset: 1767222030 | Date: " + date);

		assertThat(quotas).extracting(Quota::resetNanos).containsExactly(Duration.ofSeconds(30).toNanos());
	}

	@ParameterizedTest
	@ValueSource(strings = { "yesterday", "5", "", "Wed, 31 Dec" })
	void malformedDateLeavesOurClock(String date) {
		List<Quota> quotas = read("X-RateLimit-Remaining: 0 | X-RateLimit-Reset: 1767225630 | Date: " + date);

		assertThat(quotas).extracting(Quota::resetNanos).containsExactly(Duration.ofSeconds(30).toNanos());
	}

	@Test
	void anyTextGivesSaneNumbersAndNoError() {
		Random random = new Random(7);
		List<String> names = List.of("RateLimit", "RateLimit-Policy", "RateLimit-Limit", "RateLimit-Remaining",
				"RateLimit-Reset", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Date");
		int read = 0;
		for (int i = 0; i < 300_000; i++) {
			Map<String, String> headers = new LinkedHashMap<>();
			names.forEach((name) -> {
				if (random.nextBoolean()) {
					headers.put(name, value(random));
				}
			});

			List<Quota> quotas = QuotaHeaders.read(headers::get, this.time);

			read += quotas.isEmpty() ? 0 : 1;
			assertThat(quotas).as(headers.toString()).allSatisfy((quota) -> {
				assertThat(quota.limit()).isBetween(-1L, 999_999_999_999_999L);
				assertThat(quota.remaining()).isBetween(-1L, 999_999_999_999_999L);
				assertThat(quota.resetNanos()).isBetween(-1L, Duration.ofDays(366).toNanos());
				assertThat(quota.windowNanos()).isBetween(-1L, Duration.ofDays(366).toNanos());
			});
		}
		assertThat(read).isGreaterThan(10_000);
	}

	private static String value(Random random) {
		return switch (random.nextInt(4)) {
			case 0 -> StructuredFieldTests.text(random);
			case 1 -> Long.toString(random.nextLong() >> random.nextInt(64));
			case 2 -> Double.toString(random.nextDouble() * Math.pow(10, random.nextInt(40) - 10));
			default -> "\"d\";r=" + (random.nextLong() >>> random.nextInt(64)) + ";t=" + random.nextInt(100);
		};
	}

	/** Headers as {@code Name: value | Name: value}. */
	private List<Quota> read(String headers) {
		Map<String, String> values = new LinkedHashMap<>();
		for (String header : headers.split(" \\| ")) {
			int colon = header.indexOf(':');
			values.put(header.substring(0, colon).strip().toLowerCase(Locale.ROOT),
					header.substring(colon + 1).strip());
		}
		return QuotaHeaders.read((name) -> values.get(name.toLowerCase(Locale.ROOT)), this.time);
	}

	/** Times in seconds. */
	private static String text(List<Quota> quotas) {
		return String.join(" ", quotas.stream()
			.map((quota) -> quota.policy() + "," + quota.partition() + "," + quota.limit() + ","
					+ seconds(quota.windowNanos()) + "," + quota.remaining() + "," + seconds(quota.resetNanos()))
			.toList());
	}

	private static long seconds(long nanos) {
		return (nanos < 0) ? nanos : Duration.ofNanos(nanos).toSeconds();
	}

}
