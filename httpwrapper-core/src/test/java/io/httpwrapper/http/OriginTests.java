package io.httpwrapper.http;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class OriginTests {

	@ParameterizedTest
	@CsvSource({ "http://orders.internal:8080/1, orders.internal, 8080", "http://[::1]:8080/1, [::1], 8080",
			"http://[::1]/1, [::1], -1", "http://orders/1, orders, -1", "http://Orders:/1, Orders, -1",
			"/orders/1, '', -1", "mailto:ada@example.org, '', -1" })
	void hostAndPortAreThoseOfTheUri(String uri, String host, int port) {
		assertThat(Origin.host(URI.create(uri))).isEqualTo(host);
		assertThat(Origin.port(URI.create(uri))).isEqualTo(port);
	}

	@ParameterizedTest
	@CsvSource({ "http://order_service/1, order_service, -1", "http://order_service:8080/1, order_service, 8080",
			"http://user:secret@order_service/1, order_service, -1",
			"http://user:1@order_service:80, order_service, 80", "http://order_service:/1, order_service, -1",
			"http://order_2/1, order_2, -1", "http://order_service:65536/1, order_service:65536, -1",
			"http://order_service:99999999999999999999/1, order_service:99999999999999999999, -1",
			"http://order_service:x/1, order_service:x, -1" })
	void nameThatJavaDoesNotTakeForAHostIsFound(String uri, String host, int port) {
		assertThat(Origin.host(URI.create(uri))).isEqualTo(host);
		assertThat(Origin.port(URI.create(uri))).isEqualTo(port);
	}

	@ParameterizedTest
	@CsvSource({ "https://a, a:443", "http://a, a:80", "ws://a, a:80", "WSS://A, a:443",
			"http://[::1]:8080, [::1]:8080", "https://a:8443, a:8443", "custom://a, a", "custom://a:1, a:1",
			"http://user:secret@a/1?b#c, a:80", "http://order_service, order_service:80",
			"http://Order_Service:8080, order_service:8080", "/1, ''" })
	void nameIsTheHostWithThePortInForce(String uri, String name) {
		assertThat(Origin.of(URI.create(uri)).name()).isEqualTo(name);
	}

	@ParameterizedTest
	@CsvSource({ "http://Orders:80/1, Orders:80", "https://orders, orders", "http://user:secret@orders:1/, orders:1",
			"http://order_service:8080/1, order_service:8080", "http://user:secret@order_service/, order_service",
			"/1, ''" })
	void displayShowsWhatIsWrittenButNoUser(String uri, String display) {
		assertThat(Origin.display(URI.create(uri))).isEqualTo(display);
	}

	@ParameterizedTest
	@CsvSource({ "http://Orders:80/1, orders", "https://orders:443, orders", "https://orders:80, orders:80",
			"http://orders:443, orders:443", "HTTPS://orders:0443, orders", "http://orders:, orders",
			"http://user:secret@orders:8080/, orders:8080", "http://MY_HOST:80/b, my_host",
			"https://my_host:8443/b, my_host:8443", "http://[::1]:80, [::1]", "http://[::1], [::1]",
			"custom://a:80, a:80", "/1, ''" })
	void authorityIsInTheFormThatIsCompared(String uri, String authority) {
		assertThat(Origin.authority(URI.create(uri))).isEqualTo(authority);
	}

	@ParameterizedTest
	@CsvSource({ "https://orders/1, HTTPS://ORDERS:443/2", "http://user@orders:80, http://orders/",
			"http://order_service/, http://Order_Service:80/1", "custom://a, custom://a/1", "/1, /2" })
	void sameOriginIsEqualHoweverItIsWritten(String one, String other) {
		Origin origin = Origin.of(URI.create(one));

		assertThat(Origin.of(URI.create(other))).isEqualTo(origin);
		assertThat(origin.isOf(URI.create(other))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "https://orders, http://orders", "https://orders, https://orders:80", "http://orders, http://users",
			"http://order_service:8080, http://order_service", "http://orders, /1", "ws://orders, http://orders",
			"custom://a, custom://a:80" })
	void anotherSchemeHostOrPortIsAnotherOrigin(String one, String other) {
		Origin origin = Origin.of(URI.create(one));

		assertThat(Origin.of(URI.create(other))).isNotEqualTo(origin);
		assertThat(origin.isOf(URI.create(other))).isFalse();
	}

}
