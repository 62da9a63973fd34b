package io.httpwrapper.cache;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9211. */
class CacheStatusTests {

	@Test
	void hitTellsItsTime() {
		assertThat(CacheStatus.hit(376).text("orders")).isEqualTo("orders; hit; ttl=376");
		assertThat(CacheStatus.hit(-412).text("orders")).isEqualTo("orders; hit; ttl=-412");
	}

	@ParameterizedTest
	@CsvSource({ "BYPASS,bypass", "METHOD,method", "URI_MISS,uri-miss", "VARY_MISS,vary-miss", "REQUEST,request",
			"STALE,stale", "PARTIAL,partial" })
	void missTellsItsReason(ForwardReason reason, String word) {
		assertThat(CacheStatus.forwarded(reason).text("orders")).isEqualTo("orders; fwd=" + word);
	}

	@Test
	void refusalIsNeitherAHitNorSentOn() {
		assertThat(CacheStatus.refused("only-if-cached").text("orders")).isEqualTo("orders; detail=only-if-cached");
	}

	@Test
	void everythingHasItsParameter() {
		CacheStatus status = CacheStatus.forwarded(ForwardReason.STALE)
			.withForwardStatus(503)
			.withTtl(-5)
			.withStored()
			.withCollapsed()
			.withDetail("stale-if-error");

		assertThat(status.text("orders"))
			.isEqualTo("orders; fwd=stale; fwd-status=503; ttl=-5; stored; collapsed; detail=stale-if-error");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			orders      | orders
			Orders-2.x  | Orders-2.x
			*orders     | *orders
			2orders     | "2orders"
			or ders     | "or ders"
			or"d\\ers   | "or\\"d\\\\ers"
			ördérs      | "?rd?rs"
			``          | ""
			""")
	void nameIsATokenOrAString(String name, String text) {
		assertThat(CacheStatus.hit(1).text(name)).isEqualTo(text + "; hit; ttl=1");
	}

}
