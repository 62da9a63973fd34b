package io.httpwrapper.autoconfigure.netty;

import java.util.List;
import java.util.Map;

import io.httpwrapper.autoconfigure.connector.Engine;
import io.httpwrapper.autoconfigure.PooledBackendContract;
import io.httpwrapper.fixture.RawServer;
import io.httpwrapper.policy.Verdict;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

class NettyContractTests extends PooledBackendContract {

	@Override
	protected Engine engine() {
		return new NettyEngine();
	}

	@Test
	void requestThatWaitsTooLongForAConnectionIsNotSent() {
		RawServer server = server((request) -> List.of());
		WebClient client = client(Map.of("pool.max-connections", "1", "pool.acquire-timeout", "50ms"));
		leave(client, server);

		assertThat(verdict(errorOf(client, server.url("localhost")))).isEqualTo(Verdict.NOT_SENT);
	}

	@Test
	void bodyOverTlsThatIsLongerThanDeclaredEndsItsConnection() throws InterruptedException {
		RawServer server = tls((request) -> List.of(ok("good") + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"));
		WebClient client = trusting(Map.of("pool.max-connections", "1"));
		String url = server.url("localhost").replace("http:", "https:");

		assertThat(send(client, HttpMethod.GET, url).getBody()).isEqualTo("good");

		assertThat(server.awaitClientLeft()).isTrue();
		assertThat(send(client, HttpMethod.GET, url).getBody()).isEqualTo("good");
	}

	@Override
	protected Map<String, String> hastyNames() {
		return Map.of("connection.dns.query-timeout", "20ms");
	}

}
