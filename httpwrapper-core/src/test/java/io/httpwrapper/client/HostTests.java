package io.httpwrapper.client;

import java.net.URI;

import io.httpwrapper.error.ClientCallException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The host that a circuit breaker is named after, and that an error names. */
class HostTests {

	@ParameterizedTest
	@CsvSource({ "http://orders.internal:8080/1, orders.internal", "http://[::1]:8080/1, [::1]", "/orders/1, ''" })
	void hostIsWithoutPort(String uri, String host) {
		assertThat(ClientCallException.host(URI.create(uri))).isEqualTo(host);
	}

	@ParameterizedTest
	@CsvSource({ "http://order_service/1, order_service", "http://order_service:8080/1, order_service:8080",
			"http://user:secret@order_service/1, order_service" })
	void nameThatIsNoHostNameIsFoundAndShowsNoPassword(String uri, String host) {
		assertThat(ClientCallException.host(URI.create(uri))).isEqualTo(host);
	}

}
