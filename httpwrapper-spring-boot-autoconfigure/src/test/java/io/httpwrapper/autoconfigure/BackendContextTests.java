package io.httpwrapper.autoconfigure;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.fixture.RawServer;
import io.httpwrapper.fixture.Replies;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.eclipse.jetty.reactive.client.ReactiveRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;

import static org.assertj.core.api.Assertions.assertThat;

class BackendContextTests {

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpClientAutoConfiguration.class,
				ReactiveHttpClientAutoConfiguration.class, WebClientAutoConfiguration.class,
				OwnConnectorAutoConfiguration.class, HttpWrapperAutoConfiguration.class))
		.withPropertyValues("spring.reactor.netty.shutdown-quiet-period=0s")
		.withUserConfiguration(Engines.class);

	@ParameterizedTest
	@CsvSource({ "reactor-netty,ReactorNetty", "jdk,Java-http-client", "jetty,Jetty",
			"http-components,Apache-HttpAsyncClient" })
	void clientUsesTheBackendThatItNames(String backend, String agent) throws Exception {
		try (RawServer server = ok()) {
			this.context.withPropertyValues("httpwrapper.clients.orders.backend=" + backend)
				.run((context) -> get(context.getBean("ordersWebClient", WebClient.class), server));

			assertThat(server.requests().get(0).toLowerCase()).contains("user-agent: " + agent.toLowerCase());
		}
	}

	@ParameterizedTest
	@CsvSource({ "httpwrapper.defaults.backend=jetty,Jetty",
			"spring.http.clients.reactive.connector=jdk,Java-http-client",
			"httpwrapper.clients.stock.backend=jetty,ReactorNetty" })
	void clientThatNamesNoneUsesThatOfAllOrOfBoot(String property, String agent) throws Exception {
		try (RawServer server = ok()) {
			this.context.withPropertyValues("httpwrapper.clients.orders.timeout.attempt=4s", property)
				.run((context) -> get(context.getBean("ordersWebClient", WebClient.class), server));

			assertThat(server.requests().get(0).toLowerCase()).contains("user-agent: " + agent.toLowerCase());
		}
	}

	@ParameterizedTest
	@CsvSource({ "jetty,org.eclipse.jetty:jetty-reactive-httpclient",
			"http-components,org.apache.httpcomponents.client5:httpclient5" })
	void backendWhoseLibraryIsMissingFailsTheStartWithTheDependency(String backend, String dependency) {
		this.context.withClassLoader(new FilteredClassLoader(ReactiveRequest.class, HttpAsyncClients.class))
			.withPropertyValues("httpwrapper.clients.orders.backend=" + backend)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidClientConfigurationException.class, (failure) -> {
					assertThat(failure)
						.hasMessage("Client 'orders' has backend = " + backend + ", which is not on the class path.");
					assertThat(failure.action()).contains("Add " + dependency);
				}));
	}

	@Test
	void http2WithoutJettysModuleFailsTheStartWithTheDependency() {
		this.context.withClassLoader(new FilteredClassLoader("org.eclipse.jetty.http2"))
			.withPropertyValues("httpwrapper.clients.orders.backend=jetty",
					"httpwrapper.clients.orders.connection.http-version=http-2")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidClientConfigurationException.class, (failure) -> {
					assertThat(failure).hasMessage("Client 'orders' has connection.http-version = http-2,"
							+ " but Jetty's HTTP/2 is not on the class path.");
					assertThat(failure.action()).contains("Add org.eclipse.jetty.http2:jetty-http2-client-transport");
				}));
	}

	@ParameterizedTest
	@CsvSource({ "jdk,Java-http-client,2", "jetty,Jetty,1" })
	void builderOfTheApplicationIsForItsOwnBackendAndThoseWhoNameNone(String backend, String agent, int clients)
			throws Exception {
		try (RawServer server = ok()) {
			AtomicInteger built = new AtomicInteger();
			this.context
				.withBean("own", ClientHttpConnectorBuilder.class,
						() -> ClientHttpConnectorBuilder.jdk()
							.withHttpClientCustomizer((client) -> built.incrementAndGet()))
				.withPropertyValues("httpwrapper.clients.orders.backend=" + backend)
				.run((context) -> get(context.getBean("ordersWebClient", WebClient.class), server));

			assertThat(server.requests().get(0).toLowerCase()).contains("user-agent: " + agent.toLowerCase());
			assertThat(built).hasValue(clients);
		}
	}

	@Test
	void otherLibrariesMayAllBeMissing() {
		this.context
			.withClassLoader(new FilteredClassLoader(ReactiveRequest.class, HttpAsyncClients.class, HttpClient.class))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void settingThatTheBackendCannotDoFailsTheStart() {
		this.context
			.withPropertyValues("httpwrapper.clients.orders.backend=jdk",
					"httpwrapper.defaults.pool.max-connections=50")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Client 'orders' has pool.max-connections = 50, which its backend jdk cannot do."));
	}

	@Test
	void customizersOfTheApplicationApplyToABackendThatBootHasNotPicked() {
		AtomicInteger customized = new AtomicInteger();
		this.context
			.withBean("jdkCustomizer", ClientHttpConnectorBuilderCustomizer.class, () -> new JdkCustomizer(customized))
			.withPropertyValues("httpwrapper.clients.orders.backend=jdk", "httpwrapper.clients.stock.backend=jetty")
			.run((context) -> assertThat(context).hasNotFailed());

		assertThat(customized).hasValue(1);
	}

	@Test
	void clientsThatAreNotUsedHaveNoThread() {
		List<String> before = threads();
		String[] properties = Stream.of("jdk", "jetty", "http-components")
			.flatMap((backend) -> IntStream.range(0, 50)
				.mapToObj((client) -> "httpwrapper.clients.a%d-%s.backend=%s".formatted(client, backend, backend)))
			.toArray(String[]::new);

		this.context.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasNotFailed();
			List<String> added = threads();
			added.removeAll(before);
			assertThat(added).noneMatch((name) -> name.matches("(?i).*(httpclient|jetty|httpwrapper).*"));
		});
	}

	private static List<String> threads() {
		return new java.util.ArrayList<>(Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList());
	}

	private static RawServer ok() {
		return new RawServer(new Replies((request) -> List.of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")));
	}

	private static void get(WebClient client, RawServer server) {
		client.get().uri(server.url("localhost")).retrieve().toBodilessEntity().block(java.time.Duration.ofSeconds(10));
	}

	private record JdkCustomizer(
			AtomicInteger customized) implements ClientHttpConnectorBuilderCustomizer<JdkClientHttpConnectorBuilder> {

		@Override
		public JdkClientHttpConnectorBuilder customize(JdkClientHttpConnectorBuilder builder) {
			this.customized.incrementAndGet();
			return builder;
		}

	}

	@ImportAutoConfiguration({ io.httpwrapper.autoconfigure.netty.NettyAutoConfiguration.class,
			io.httpwrapper.autoconfigure.jdk.JdkAutoConfiguration.class,
			io.httpwrapper.autoconfigure.jetty.JettyAutoConfiguration.class,
			io.httpwrapper.autoconfigure.httpcomponents.HttpComponentsAutoConfiguration.class })
	static class Engines {

	}

}
