package io.httpwrapper.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import javax.net.ServerSocketFactory;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.httpwrapper.autoconfigure.client.ClientRequestFactories;
import io.httpwrapper.autoconfigure.netty.NettyAutoConfiguration;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.fixture.RawServer;
import io.httpwrapper.fixture.Replies;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.service.HttpServiceClientAutoConfiguration;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.service.ReactiveHttpServiceClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Blocking clients and {@code @HttpExchange} interfaces in an application.
 */
class RestClientBeansTests {

	private static final WireMockServer upstream = new WireMockServer(WireMockConfiguration.options().dynamicPort());

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withPropertyValues("spring.reactor.netty.shutdown-quiet-period=0s",
				"httpwrapper.defaults.retry.min-backoff=1ms", "httpwrapper.defaults.retry.max-backoff=2ms")
		.withConfiguration(AutoConfigurations.of(HttpWrapperAutoConfiguration.class,
				RestClientBeansAutoConfiguration.class, ServiceGroupAutoConfiguration.class,
				OwnConnectorAutoConfiguration.class, NettyAutoConfiguration.class, WebClientAutoConfiguration.class,
				RestClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
				ImperativeHttpClientAutoConfiguration.class, HttpClientAutoConfiguration.class,
				HttpServiceClientPropertiesAutoConfiguration.class, HttpServiceClientAutoConfiguration.class,
				ReactiveHttpServiceClientAutoConfiguration.class, SslAutoConfiguration.class));

	private ApplicationContextRunner orders() {
		return this.context.withPropertyValues("httpwrapper.clients.orders.base-url=" + upstream.baseUrl());
	}

	@BeforeAll
	static void start() {
		upstream.start();
	}

	@AfterAll
	static void stop() {
		upstream.stop();
	}

	@BeforeEach
	void failOnce() {
		upstream.resetAll();
		upstream.stubFor(WireMock.get("/1")
			.inScenario("flaky")
			.whenScenarioStateIs(Scenario.STARTED)
			.willReturn(WireMock.status(503))
			.willSetStateTo("up"));
		upstream.stubFor(WireMock.get("/1")
			.inScenario("flaky")
			.whenScenarioStateIs("up")
			.willReturn(WireMock.ok("Ada").withHeader("Content-Type", "text/plain")));
		upstream.stubFor(WireMock.get("/slow").willReturn(WireMock.ok("Ada").withFixedDelay(2000)));
	}

	@Test
	void restClientOfAClientRetriesAndCounts() {
		orders().withUserConfiguration(Uses.class).run((context) -> {
			RestClient client = context.getBean(Uses.class).orders;

			assertThat(client.get().uri("/1").retrieve().body(String.class)).isEqualTo("Ada");

			assertThat(context.getBean(ClientRegistry.class).get("orders").snapshot().counters().succeeded()).isOne();
			upstream.verify(2, WireMock.getRequestedFor(WireMock.urlEqualTo("/1")));
			assertThat(context.getBean(Uses.class).qualified).isSameAs(client);
		});
	}

	@Test
	void withoutConfigurationThereIsOneRestClient() {
		this.context.run((context) -> assertThat(context).hasSingleBean(RestClient.class).hasBean("restClient"));
	}

	@Test
	void applicationsOwnRestClientStays() {
		orders().withUserConfiguration(OwnRestClient.class).run((context) -> {
			assertThat(context).doesNotHaveBean("restClient").hasBean("ordersRestClient");
			assertThat(context.getBean("own")).isSameAs(OwnRestClient.OWN);
		});
	}

	@Test
	void customizersApply() {
		orders().withBean(RestClientCustomizer.class, () -> (builder) -> builder.defaultHeader("X-Shop", "7"))
			.run((context) -> {
				context.getBean("ordersRestClient", RestClient.class).get().uri("/1").retrieve().toBodilessEntity();

				upstream.verify(2, WireMock.getRequestedFor(WireMock.urlEqualTo("/1"))
					.withHeader("X-Shop", WireMock.equalTo("7")));
			});
	}

	@Test
	void statusHandlersSeeWhatIsLeftAfterRetries() {
		List<Integer> handled = new ArrayList<>();
		upstream.stubFor(WireMock.get("/down").willReturn(WireMock.status(503)));
		orders().withBean(RestClientCustomizer.class,
				() -> (builder) -> builder.defaultStatusHandler(HttpStatusCode::isError,
						(request, response) -> handled.add(response.getStatusCode().value())))
			.run((context) -> {
				RestClient orders = context.getBean("ordersRestClient", RestClient.class);

				orders.get().uri("/1").retrieve().toBodilessEntity();
				orders.get().uri("/down").retrieve().toBodilessEntity();

				assertThat(handled).containsExactly(503);
				upstream.verify(3, WireMock.getRequestedFor(WireMock.urlEqualTo("/down")));
			});
	}

	@Test
	void withoutBootsModuleThereIsNone() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(HttpWrapperAutoConfiguration.class,
					RestClientBeansAutoConfiguration.class, ServiceGroupAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.restclient"))
			.withPropertyValues("httpwrapper.clients.orders.base-url=" + upstream.baseUrl())
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("ordersWebClient")
				.doesNotHaveBean(RestClient.class));
	}

	@Test
	void restTemplateIsTheClientToo() {
		orders().run((context) -> {
			RestTemplate template = new RestTemplate(context.getBean(ClientRequestFactories.class).of("orders"));

			assertThat(template.getForObject(upstream.baseUrl() + "/1", String.class)).isEqualTo("Ada");
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { RestGroup.class, WebGroup.class })
	void groupNeedsNothingButTheClientsAddress(Class<?> group) {
		orders().withUserConfiguration(group).run((context) -> {
			assertThat(context.getBean(Orders.class).one()).isEqualTo("Ada");

			upstream.verify(2, WireMock.getRequestedFor(WireMock.urlEqualTo("/1")));
			assertThat(context.getBean(ClientRegistry.class).get("orders").snapshot().counters().succeeded()).isOne();
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { RestGroup.class, WebGroup.class })
	void whatBootSaysOfAGroupIsKept(Class<?> group) {
		orders().withUserConfiguration(group)
			.withPropertyValues("httpwrapper.clients.orders.base-url=http://localhost:1",
					"httpwrapper.clients.orders.retry.enabled=false",
					"spring.http.serviceclient.orders.base-url=" + upstream.baseUrl(),
					"spring.http.serviceclient.orders.default-header.X-Shop=7",
					"spring.http.serviceclient.orders.read-timeout=150ms")
			.run((started) -> {
				assertThatExceptionOfType(Exception.class).isThrownBy(() -> started.getBean(Orders.class).slow());

				upstream.verify(1, WireMock.getRequestedFor(WireMock.urlEqualTo("/slow"))
					.withHeader("X-Shop", WireMock.equalTo("7")));
			});
	}

	@Test
	void readTimeoutOfAGroupIsAnIoErrorToRestClient() {
		orders().withUserConfiguration(RestGroup.class)
			.withPropertyValues("httpwrapper.clients.orders.retry.enabled=false",
					"spring.http.serviceclient.orders.read-timeout=150ms")
			.run((started) -> assertThatExceptionOfType(ResourceAccessException.class)
				.isThrownBy(() -> started.getBean(Orders.class).slow())
				.withMessageContaining("ReadTimeoutException"));
	}

	@Test
	void sharedBuilderOfTheApplicationStaysAsItIs() {
		orders().withBean(RestClient.Builder.class, RestClient::builder).run((context) -> {
			context.getBean("ordersRestClient", RestClient.class).get().uri("/1").retrieve().toBodilessEntity();
			context.getBean(RestClient.Builder.class)
				.build()
				.get()
				.uri(upstream.baseUrl() + "/1")
				.retrieve()
				.toBodilessEntity();

			ClientRegistry clients = context.getBean(ClientRegistry.class);
			assertThat(clients.get("orders").snapshot().counters().calls()).isOne();
			assertThat(clients.get("default").snapshot().counters().calls()).isZero();
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { RestGroup.class, WebGroup.class })
	void changedBundleOfAGroupAppliesToNewCalls(Class<?> group) throws Exception {
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("internal",
				Certificates.CLIENT.bundle(Certificates.STRANGER));
		ServerSocketFactory tls = Certificates.SERVER.bundle(Certificates.CLIENT)
			.createSslContext()
			.getServerSocketFactory();
		try (RawServer server = new RawServer(tls, new Replies(
				(request) -> List.of("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nAda")))) {
			this.context.withUserConfiguration(group)
				.withBean(DefaultSslBundleRegistry.class, () -> bundles)
				.withPropertyValues("httpwrapper.clients.orders.base-url=https://localhost:" + server.port(),
						"spring.http.serviceclient.orders.ssl.bundle=internal")
				.run((started) -> {
					Orders orders = started.getBean(Orders.class);
					assertThatExceptionOfType(Exception.class).isThrownBy(orders::one);

					bundles.updateBundle("internal", Certificates.CLIENT.bundle(Certificates.SERVER));

					assertThat(orders.one()).isEqualTo("Ada");
				});
		}
	}

	@Test
	void changedBundleOfAllClientsAppliesToNewCalls() throws Exception {
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("internal",
				Certificates.CLIENT.bundle(Certificates.STRANGER));
		ServerSocketFactory tls = Certificates.SERVER.bundle(Certificates.CLIENT)
			.createSslContext()
			.getServerSocketFactory();
		try (RawServer server = new RawServer(tls, new Replies(
				(request) -> List.of("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nAda")))) {
			this.context.withUserConfiguration(Uses.class)
				.withBean(DefaultSslBundleRegistry.class, () -> bundles)
				.withPropertyValues("httpwrapper.clients.orders.base-url=https://localhost:" + server.port(),
						"spring.http.clients.ssl.bundle=internal")
				.run((started) -> {
					RestClient orders = started.getBean(Uses.class).orders;
					assertThatExceptionOfType(Exception.class)
						.isThrownBy(() -> orders.get().uri("/1").retrieve().body(String.class));

					bundles.updateBundle("internal", Certificates.CLIENT.bundle(Certificates.SERVER));

					assertThat(orders.get().uri("/1").retrieve().body(String.class)).isEqualTo("Ada");
				});
		}
	}

	@Test
	void groupOfNoClientStaysBoots() {
		this.context.withUserConfiguration(RestGroup.class)
			// Apache HttpComponents, which Boot would pick, repeats a 503 by itself
			.withPropertyValues("spring.http.serviceclient.orders.base-url=" + upstream.baseUrl(),
					"spring.http.clients.imperative.factory=reactor")
			.run((started) -> {
				assertThatExceptionOfType(Exception.class).isThrownBy(() -> started.getBean(Orders.class).one());

				upstream.verify(1, WireMock.getRequestedFor(WireMock.urlEqualTo("/1")));
			});
	}

	@Test
	void reactiveInterfacesOfAGroupWork() {
		orders().withUserConfiguration(ReactiveGroup.class)
			.run((context) -> assertThat(context.getBean(ReactiveOrders.class).one().block()).isEqualTo("Ada"));
	}

	interface Orders {

		@GetExchange("/1")
		String one();

		@GetExchange("/slow")
		String slow();

	}

	interface ReactiveOrders {

		@GetExchange("/1")
		Mono<String> one();

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "orders", types = Orders.class)
	static class RestGroup {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "orders", types = Orders.class, clientType = HttpServiceGroup.ClientType.WEB_CLIENT)
	static class WebGroup {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "orders", types = ReactiveOrders.class,
			clientType = HttpServiceGroup.ClientType.WEB_CLIENT)
	static class ReactiveGroup {

	}

	static class Uses {

		private final RestClient orders;

		private final RestClient qualified;

		Uses(RestClient ordersRestClient, @Qualifier("orders") RestClient qualified) {
			this.orders = ordersRestClient;
			this.qualified = qualified;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRestClient {

		private static final RestClient OWN = RestClient.create();

		@Bean
		RestClient own() {
			return OWN;
		}

	}

}
