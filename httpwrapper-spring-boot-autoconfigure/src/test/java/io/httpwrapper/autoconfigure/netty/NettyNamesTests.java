package io.httpwrapper.autoconfigure.netty;

import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

import io.httpwrapper.fixture.RawServer;
import io.httpwrapper.fixture.Replies;
import io.httpwrapper.settings.DnsSettings;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * How long addresses are kept, by the name server's count.
 */
@Timeout(60)
class NettyNamesTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@ParameterizedTest
	@CsvSource({ ",1", "1h,1", "0s,2", "0.5s,2" })
	void addressIsKeptAsLongAsTheServerAllowsAndNoLongerThanTheBound(@Nullable String maxTtl, int questions)
			throws IOException {
		try (NameServer names = new NameServer(true);
				RawServer server = new RawServer(new Replies(
						(request) -> List.of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")))) {
			HttpClient client = client(names, DnsSettings.DEFAULTS.with((it) -> it.maxTtl(duration(maxTtl))));

			get(client, server.url("orders.test"));
			get(client, server.url("orders.test"));

			assertThat(server.connections()).isEqualTo(2);
			assertThat(names.questions()).isEqualTo(questions);
		}
	}

	@ParameterizedTest
	@CsvSource({ ",2", "0s,2", "1h,1" })
	void unknownNameIsAskedForAgainUnlessThatIsKept(@Nullable String negativeTtl, int questions) {
		try (NameServer names = new NameServer(false)) {
			HttpClient client = client(names, DnsSettings.DEFAULTS.with((it) -> it.negativeTtl(duration(negativeTtl))));

			assertThat(catchThrowable(() -> get(client, "http://orders.test")))
				.hasCauseInstanceOf(UnknownHostException.class);
			assertThat(catchThrowable(() -> get(client, "http://orders.test")))
				.hasCauseInstanceOf(UnknownHostException.class);

			assertThat(names.questions()).isEqualTo(questions);
		}
	}

	private static @Nullable Duration duration(@Nullable String value) {
		return (value != null) ? Duration.parse("PT" + value.toUpperCase()) : null;
	}

	private static HttpClient client(NameServer names, DnsSettings settings) {
		return HttpClient.newConnection().resolver((resolver) -> {
			NettyConnections.dns(resolver, settings);
			resolver.dnsAddressResolverGroupProvider((group) -> NettyConnections.group(
					group.nameServerProvider(new SingletonDnsServerAddressStreamProvider(names.address())), settings));
		});
	}

	private static void get(HttpClient client, String url) {
		client.get().uri(url).responseSingle((response, body) -> Mono.just(response.status().code())).block(PATIENCE);
	}

}
