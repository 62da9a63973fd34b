package io.httpwrapper.autoconfigure.jdk;

import java.util.List;
import java.util.Map;

import io.httpwrapper.autoconfigure.BackendContract;
import io.httpwrapper.autoconfigure.connector.Engine;
import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.fixture.RawServer;
import io.httpwrapper.fixture.Replies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JdkContractTests extends BackendContract {

	@Override
	protected Engine engine() {
		return new JdkEngine();
	}

	/** What no setting of a client can change; others do not. */
	@Test
	void getIsSentAgainByTheJdkWhenAKeptConnectionTurnsOutClosed() {
		RawServer server = server((request) -> List.of((request == 0) ? ok("x") : Replies.CLOSE));
		WebClient client = client(Map.of());
		get(client, server);

		errorOf(client, server.url("localhost"));

		assertThat(server.requests()).hasSize(3);
	}

	@Test
	void bodyThatIsGivenUpKeepsItsConnectionWhichNobodyElseGets() throws InterruptedException {
		RawServer server = server(
				(request) -> List.of((request == 0) ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nx" : ok("next")));
		WebClient client = client(Map.of());

		readOneByte(client, server);

		assertThat(get(client, server).getBody()).isEqualTo("next");
		assertThat(server.connections()).isEqualTo(2);
		assertThat(server.hasClientLeft()).as("the first was closed").isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "timeout.read,3s,timeout.attempt", "pool.max-connections,7,bulkhead.max-concurrent",
			"pool.max-pending,7,bulkhead.max-concurrent", "pool.acquire-timeout,7s,bulkhead.max-concurrent",
			"pool.lifo,false,bulkhead.max-concurrent", "pool.metrics,true,bulkhead.max-concurrent",
			"pool.max-idle,7s,jdk.httpclient.keepalive.timeout", "pool.max-life,7s,jdk.httpclient.keepalive.timeout",
			"connection.dns.max-ttl,7s,networkaddress.cache.ttl",
			"connection.dns.negative-ttl,7s,networkaddress.cache.ttl",
			"connection.dns.query-timeout,7s,networkaddress.cache.ttl" })
	void whatItCannotDoFailsTheStart(String property, String value, String instead) {
		assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(() -> client(Map.of(property, value)))
			.withMessage("Client 'orders' has %s = %s, which its backend jdk cannot do.", property, value)
			.satisfies((ex) -> assertThat(ex.action()).contains(instead, "docs/features/backends.md"));
	}

	@Test
	void passwordOfAProxyFailsTheStartWhereTheJvmWouldNotSendIt() {
		assertThatExceptionOfType(InvalidClientConfigurationException.class).isThrownBy(() -> client(proxy(1)))
			.withMessageContaining("connection.proxy.username = me")
			.satisfies((ex) -> assertThat(ex.action()).contains("-Djdk.http.auth.tunneling.disabledSchemes="));
	}

	@Test
	void proxyIsToldWhoWeAreWhereTheJvmMay() {
		RawServer proxy = server((request) -> List.of(ok("by proxy")));
		System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
		try {
			WebClient client = client(proxy(proxy.port()));

			assertThat(send(client, HttpMethod.GET, "http://orders.test/x").getBody()).isEqualTo("by proxy");
		}
		finally {
			System.clearProperty("jdk.http.auth.tunneling.disabledSchemes");
		}

		assertThat(proxy.requests().get(0)).containsIgnoringCase("proxy-authorization: Basic bWU6c2VjcmV0");
	}

	@Test
	void proxyIsToldWhoWeAreAfterARedirectElsewhereToo() {
		RawServer proxy = server((request) -> List
			.of((request == 0) ? "HTTP/1.1 302 Elsewhere\r\nLocation: http://users.test/y\r\nContent-Length: 0\r\n\r\n"
					: ok("there")));
		System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
		try {
			WebClient client = client(proxy(proxy.port()));

			assertThat(send(client, HttpMethod.GET, "http://orders.test/x").getBody()).isEqualTo("there");
		}
		finally {
			System.clearProperty("jdk.http.auth.tunneling.disabledSchemes");
		}

		assertThat(proxy.requests()).hasSize(2)
			.allMatch((head) -> head.toLowerCase().contains("proxy-authorization: basic bwu6c2vjcmv0"));
	}

	private static Map<String, String> proxy(int port) {
		return Map.of("connection.proxy.host", "localhost", "connection.proxy.port", String.valueOf(port),
				"connection.proxy.username", "me", "connection.proxy.password", "secret");
	}

}
