package io.httpwrapper.autoconfigure.netty;

import java.util.List;
import java.util.Map;

import io.httpwrapper.autoconfigure.Engine;
import io.httpwrapper.autoconfigure.PooledBackendContract;
import io.httpwrapper.autoconfigure.RawServer;
import io.httpwrapper.policy.Verdict;
import org.junit.jupiter.api.Test;

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

	@Override
	protected Map<String, String> hastyNames() {
		return Map.of("connection.dns.query-timeout", "20ms");
	}

}
