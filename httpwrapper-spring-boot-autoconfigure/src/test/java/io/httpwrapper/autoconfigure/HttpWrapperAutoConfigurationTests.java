package io.httpwrapper.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.httpwrapper.autoconfigure.netty.NettyAutoConfiguration;
import io.httpwrapper.client.CircuitBreakerRegistry;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.error.CircuitOpenException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import io.httpwrapper.plugin.ClientPlugin;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitMode;
import io.httpwrapper.policy.CircuitState;
import io.httpwrapper.policy.ResponseClassifier;
import io.httpwrapper.policy.RetryCondition;
import io.httpwrapper.policy.SlidingWindowCircuitBreaker;
import io.httpwrapper.policy.StandardResponseClassifier;
import io.httpwrapper.policy.Verdict;
import io.httpwrapper.settings.ClientSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class HttpWrapperAutoConfigurationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final WireMockServer upstream = new WireMockServer(WireMockConfiguration.options().dynamicPort());

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withPropertyValues("spring.reactor.netty.shutdown-quiet-period=0s")
		.withConfiguration(AutoConfigurations.of(HttpWrapperAutoConfiguration.class,
				OwnConnectorAutoConfiguration.class, NettyAutoConfiguration.class, WebClientAutoConfiguration.class,
				ReactiveHttpClientAutoConfiguration.class, HttpClientAutoConfiguration.class,
				SslAutoConfiguration.class));

	private final ApplicationContextRunner orders = this.context
		.withPropertyValues("httpwrapper.clients.orders.base-url=http://localhost")
		.withPropertyValues("httpwrapper.defaults.retry.min-backoff=1ms");

	@BeforeAll
	static void start() {
		upstream.start();
	}

	@AfterAll
	static void stop() {
		upstream.stop();
	}

	@BeforeEach
	void forget() {
		upstream.resetAll();
	}

	@Test
	void withoutConfigurationThereIsOneWebClient() {
		this.context.run((context) -> {
			assertThat(context).hasSingleBean(WebClient.class).hasBean("webClient");
			assertThat(context.getBean(ClientRegistry.class).all()).hasSize(1);
			assertThat(context.getBean(ClientRegistry.class).get("default").settings())
				.isEqualTo(ClientSettings.DEFAULTS);
		});
	}

	@Test
	void eachClientHasABeanNamedAfterIt() {
		this.orders.withPropertyValues("httpwrapper.clients.my-billing.retry.enabled=false")
			.run((context) -> assertThat(context.getBeanNamesForType(WebClient.class))
				.containsExactlyInAnyOrder("webClient", "ordersWebClient", "myBillingWebClient"));
	}

	@Test
	void callGoesThroughThePipeline() {
		upstream.stubFor(WireMock.get("/1")
			.inScenario("flaky")
			.whenScenarioStateIs(Scenario.STARTED)
			.willReturn(WireMock.serviceUnavailable())
			.willSetStateTo("well"));
		upstream
			.stubFor(WireMock.get("/1").inScenario("flaky").whenScenarioStateIs("well").willReturn(WireMock.ok("one")));

		this.orders.withPropertyValues(upstreamAs("orders")).run((context) -> {
			WebClient orders = context.getBean("ordersWebClient", WebClient.class);

			assertThat(get(orders, "/1")).isEqualTo("one");
			assertThat(context.getBean(ClientRegistry.class).get("orders").snapshot().counters().retries()).isOne();
			assertThat(context.getBean(ClientRegistry.class).get("default").snapshot().counters().calls()).isZero();
		});
	}

	@Test
	void defaultClientBacksOffForTheApplicationsOwn() {
		this.orders.withUserConfiguration(OwnWebClient.class)
			.run((context) -> assertThat(context).doesNotHaveBean("webClient").hasBean("ordersWebClient"));
	}

	@Test
	void beanOfTheApplicationWithAClientsNameIsKept(CapturedOutput output) {
		this.orders.withUserConfiguration(OwnOrdersWebClient.class).run((context) -> {
			assertThat(context.getBean("ordersWebClient")).isSameAs(OwnOrdersWebClient.OWN);
			assertThat(output).contains("the application has a bean 'ordersWebClient' of its own");
		});
	}

	@Test
	void beanOfTheApplicationNamedLikeAClientIsNotHidden() {
		this.orders.withBean("orders", String.class, () -> "the orders")
			.run((context) -> assertThat(context.getBean("orders")).isEqualTo("the orders"));
	}

	@Test
	void environmentVariableOfADashedClientMakesNoSecondBean() {
		this.context.withPropertyValues("httpwrapper.clients.my-billing.retry.max-attempts=1")
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace("systemEnvironment",
						new SystemEnvironmentPropertySource("systemEnvironment",
								Map.of("HTTPWRAPPER_CLIENTS_MYBILLING_BASEURL", "http://billing",
										"HTTPWRAPPER_CLIENTS_USERS_BASEURL", "http://users"))))
			.run((context) -> {
				assertThat(context.getBeanNamesForType(WebClient.class)).containsExactlyInAnyOrder("webClient",
						"myBillingWebClient", "usersWebClient");
				assertThat(context.getBean(ClientRegistry.class).get("my-billing").settings().baseUrl())
					.isEqualTo(URI.create("http://billing"));
			});
	}

	@Test
	void applicationsCustomizersApplyOutsideThePipeline() {
		upstream.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.serviceUnavailable()));
		List<String> seen = new ArrayList<>();

		this.orders.withPropertyValues(upstreamAs("orders"))
			.withBean(WebClientCustomizer.class,
					() -> (builder) -> builder.defaultHeader("X-App", "shop").filter((request, next) -> {
						seen.add(request.url().getPath());
						return next.exchange(request);
					}))
			.run((context) -> {
				status(context.getBean("ordersWebClient", WebClient.class), "/1");

				assertThat(seen).containsExactly("/1");
				upstream.verify(3, WireMock.getRequestedFor(WireMock.urlEqualTo("/1"))
					.withHeader("X-App", WireMock.equalTo("shop")));
			});
	}

	@Test
	void sharedBuilderOfTheApplicationStaysAsItIs() {
		upstream.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));

		this.orders.withPropertyValues(upstreamAs("orders"))
			.withBean(WebClient.Builder.class, () -> WebClient.builder().defaultHeader("X-App", "shop"))
			.run((context) -> {
				status(context.getBean("ordersWebClient", WebClient.class), "/1");
				status(context.getBean("webClient", WebClient.class), upstream.baseUrl() + "/2");
				status(context.getBean(WebClient.Builder.class).build(), upstream.baseUrl() + "/3");

				upstream.verify(3,
						WireMock.getRequestedFor(WireMock.anyUrl()).withHeader("X-App", WireMock.equalTo("shop")));
				ClientRegistry clients = context.getBean(ClientRegistry.class);
				assertThat(clients.get("orders").snapshot().counters().calls()).isOne();
				assertThat(clients.get("default").snapshot().counters().calls()).isOne();
			});
	}

	@Test
	void pluginsJoinInTheirOrderAndOnlyWhereTheyApply() {
		upstream.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));

		this.orders.withPropertyValues(upstreamAs("orders")).withUserConfiguration(Plugins.class).run((context) -> {
			status(context.getBean("ordersWebClient", WebClient.class), "/1");
			status(context.getBean("webClient", WebClient.class), upstream.baseUrl() + "/2");

			upstream.verify(WireMock.getRequestedFor(WireMock.urlEqualTo("/1"))
				.withHeader("X-Trace", WireMock.equalTo("first-second-orders")));
			upstream.verify(WireMock.getRequestedFor(WireMock.urlEqualTo("/2"))
				.withHeader("X-Trace", WireMock.equalTo("first-second")));
		});
	}

	@Test
	void pluginMayCallThroughAnotherClientIfThatIsLazy() {
		upstream.stubFor(WireMock.get("/token").willReturn(WireMock.ok("t1")));
		upstream.stubFor(WireMock.get("/1")
			.withHeader("Authorization", WireMock.equalTo("Bearer t1"))
			.willReturn(WireMock.ok("one")));

		this.orders.withPropertyValues(upstreamAs("orders"), upstreamAs("auth"))
			.withUserConfiguration(TokenPlugin.class)
			.run((context) -> assertThat(get(context.getBean("ordersWebClient", WebClient.class), "/1"))
				.isEqualTo("one"));
	}

	@Test
	void listenersJoin() {
		upstream.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));
		List<ClientEvent> events = new ArrayList<>();

		this.orders.withPropertyValues(upstreamAs("orders"))
			.withBean(ClientEventListener.class, () -> events::add)
			.run((context) -> {
				status(context.getBean("ordersWebClient", WebClient.class), "/1");

				assertThat(events).extracting(ClientEvent::type).contains(EventType.CALL_SUCCEEDED);
			});
	}

	@Test
	void classifierOfAClientReplacesOursThereAndNowhereElse() {
		upstream.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));

		this.orders
			.withPropertyValues(upstreamAs("orders"), "httpwrapper.defaults.circuit-breaker.failure-threshold=1",
					"httpwrapper.defaults.retry.enabled=false")
			.withBean("ordersResponseClassifier", ResponseClassifier.class, FailingClassifier::new)
			.run((context) -> {
				status(context.getBean("ordersWebClient", WebClient.class), "/1");
				status(context.getBean("webClient", WebClient.class), upstream.baseUrl() + "/1");

				assertThat(circuits(context, "orders")).containsExactly(CircuitState.OPEN);
				assertThat(circuits(context, "default")).containsExactly(CircuitState.CLOSED);
			});
	}

	@Test
	void classifierOfNoClientInParticularReplacesOursEverywhere() {
		upstream.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));

		this.orders
			.withPropertyValues(upstreamAs("orders"), "httpwrapper.defaults.circuit-breaker.failure-threshold=1",
					"httpwrapper.defaults.retry.enabled=false")
			.withBean("myClassifier", ResponseClassifier.class, FailingClassifier::new)
			.withBean("ordersResponseClassifier", ResponseClassifier.class,
					() -> new StandardResponseClassifier(ClientSettings.DEFAULTS.classifier()))
			.run((context) -> {
				status(context.getBean("ordersWebClient", WebClient.class), "/1");
				status(context.getBean("webClient", WebClient.class), upstream.baseUrl() + "/1");

				assertThat(circuits(context, "orders")).containsExactly(CircuitState.CLOSED);
				assertThat(circuits(context, "default")).containsExactly(CircuitState.OPEN);
			});
	}

	@Test
	void twoClassifiersForAllClientsAreAmbiguous() {
		this.context.withBean("one", ResponseClassifier.class, FailingClassifier::new)
			.withBean("two", ResponseClassifier.class, FailingClassifier::new)
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(NoUniqueBeanDefinitionException.class));
	}

	@Test
	void retryConditionJoins() {
		upstream.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.serviceUnavailable()));

		this.orders.withPropertyValues(upstreamAs("orders"))
			.withBean(RetryCondition.class, () -> (outcome) -> RetryCondition.Answer.STOP)
			.run((context) -> {
				assertThat(status(context.getBean("ordersWebClient", WebClient.class), "/1")).isEqualTo(503);

				upstream.verify(1, WireMock.anyRequestedFor(WireMock.anyUrl()));
			});
	}

	@Test
	void circuitBreakerNamedAfterAClientReplacesItsOwn() {
		upstream.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));

		this.orders.withPropertyValues(upstreamAs("orders"))
			.withBean("ordersCircuitBreaker", CircuitBreaker.class,
					() -> SlidingWindowCircuitBreaker.factory(System::nanoTime, new Random())
						.create("mine", ClientSettings.DEFAULTS.circuitBreaker(), (transition) -> {
						}))
			.run((context) -> {
				status(context.getBean("ordersWebClient", WebClient.class), "/1");

				assertThat(context.getBean(CircuitBreakerRegistry.class).of("orders"))
					.containsExactly(context.getBean(CircuitBreaker.class));
			});
	}

	@Test
	void registryDrivesTheBreakers() {
		upstream.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));

		this.orders.withPropertyValues(upstreamAs("orders")).run((context) -> {
			WebClient orders = context.getBean("ordersWebClient", WebClient.class);
			status(orders, "/1");
			CircuitBreakerRegistry circuits = context.getBean(CircuitBreakerRegistry.class);

			circuits.mode("orders", null, CircuitMode.FORCED_OPEN);

			assertThatExceptionOfType(CircuitOpenException.class).isThrownBy(() -> status(orders, "/1"));
			assertThat(circuits.find("orders", "localhost:" + upstream.port())).isPresent();
			assertThat(circuits.all()).containsOnlyKeys("default", "orders");
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> circuits.mode("orders", "elsewhere:80", CircuitMode.NORMAL))
				.withMessage("Client 'orders' has no circuit 'elsewhere:80'. It has: [localhost:%d].", upstream.port());
		});
	}

	@Test
	void connectorNamedAfterAClientReplacesOurs() {
		upstream.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));
		List<String> connected = new ArrayList<>();

		this.orders.withPropertyValues(upstreamAs("orders"))
			.withBean("ordersClientHttpConnector", ClientHttpConnector.class, () -> recording(connected, "orders"))
			.run((context) -> {
				status(context.getBean("ordersWebClient", WebClient.class), "/1");
				status(context.getBean("webClient", WebClient.class), upstream.baseUrl() + "/1");

				assertThat(connected).containsExactly("orders");
			});
	}

	@Test
	void connectorOfNoClientInParticularReplacesOursEverywhere() {
		upstream.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));
		List<String> connected = new ArrayList<>();

		this.orders.withPropertyValues(upstreamAs("orders"))
			.withBean("proxied", ClientHttpConnector.class, () -> recording(connected, "proxied"))
			.run((context) -> {
				status(context.getBean("ordersWebClient", WebClient.class), "/1");
				status(context.getBean("webClient", WebClient.class), upstream.baseUrl() + "/1");

				assertThat(connected).containsExactly("proxied", "proxied");
			});
	}

	@Test
	void applicationsConnectorBuilderIsUsed() {
		upstream.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok("one")));

		this.orders.withPropertyValues(upstreamAs("orders"))
			.withBean(ClientHttpConnectorBuilder.class, ClientHttpConnectorBuilder::jdk)
			.run((context) -> {
				assertThat(get(context.getBean("ordersWebClient", WebClient.class), "/1")).isEqualTo("one");
				upstream.verify(WireMock.anyRequestedFor(WireMock.anyUrl())
					.withHeader("User-Agent", WireMock.containing("Java")));
			});
	}

	@Test
	void applicationsConnectorBuilderCustomizersJoin() {
		upstream.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));

		this.orders.withPropertyValues(upstreamAs("orders")).withUserConfiguration(Engine.class).run((context) -> {
			status(context.getBean("ordersWebClient", WebClient.class), "/1");

			upstream
				.verify(WireMock.anyRequestedFor(WireMock.anyUrl()).withHeader("User-Agent", WireMock.equalTo("shop")));
		});
	}

	@Test
	void bootsEventLoopsAreUsed() {
		this.orders.run((context) -> assertThat(context).hasSingleBean(ReactorResourceFactory.class));
	}

	@Test
	void connectionsAreClosedBeforeTheEventLoopsEnd(CapturedOutput output) {
		upstream.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));
		AtomicReference<SmartLifecycle> engine = new AtomicReference<>();

		this.orders.withPropertyValues(upstreamAs("orders")).run((context) -> {
			status(context.getBean("ordersWebClient", WebClient.class), "/1");
			engine.set(context.getBean("httpwrapperNettyEngine", SmartLifecycle.class));

			assertThat(engine.get().isRunning()).isTrue();
			assertThat(engine.get().getPhase()).isGreaterThan(context.getBean(ReactorResourceFactory.class).getPhase())
				.isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);
		});

		assertThat(engine.get().isRunning()).isFalse();
		assertThat(output).doesNotContain("RejectedExecutionException");
	}

	@Test
	void withoutReactorNettyTheJdksEngineIsUsed() {
		upstream.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok("one")));

		this.orders.withPropertyValues(upstreamAs("orders"))
			.withClassLoader(new FilteredClassLoader("reactor.netty"))
			.run((context) -> assertThat(get(context.getBean("ordersWebClient", WebClient.class), "/1"))
				.isEqualTo("one"));
	}

	@Test
	void doubtfulSettingsAreWarnedAbout(CapturedOutput output) {
		this.context.withPropertyValues("httpwrapper.clients.orders.retry.max-attempts=10").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("Client 'orders': 10 attempts of timeout.attempt=5000ms")
				.doesNotContain("Client 'default'");
		});
	}

	private static String upstreamAs(String client) {
		return "httpwrapper.clients." + client + ".base-url=" + upstream.baseUrl();
	}

	private static List<CircuitState> circuits(ApplicationContext context, String client) {
		return context.getBean(CircuitBreakerRegistry.class)
			.of(client)
			.stream()
			.map((circuit) -> circuit.snapshot().state())
			.toList();
	}

	private static ClientHttpConnector recording(List<String> connected, String name) {
		JdkClientHttpConnector connector = new JdkClientHttpConnector();
		return (method, uri, callback) -> {
			connected.add(name);
			return connector.connect(method, uri, callback);
		};
	}

	private static String get(WebClient client, String uri) {
		return Objects.requireNonNull(client.get().uri(uri).retrieve().bodyToMono(String.class).block(PATIENCE));
	}

	private static int status(WebClient client, String uri) {
		return Objects.requireNonNull(client.get()
			.uri(uri)
			.exchangeToMono((response) -> response.releaseBody().thenReturn(response.statusCode().value()))
			.block(PATIENCE));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnWebClient {

		@Bean
		WebClient stripe() {
			return WebClient.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnOrdersWebClient {

		private static final WebClient OWN = WebClient.create();

		@Bean
		WebClient ordersWebClient() {
			return OWN;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Plugins {

		@Bean
		@Order(3)
		ClientPlugin ordersClientPlugin() {
			return new TracePlugin("orders");
		}

		@Bean
		@Order(2)
		ClientPlugin second() {
			return new TracePlugin("second");
		}

		@Bean
		@Order(1)
		ClientPlugin first() {
			return new TracePlugin("first");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Engine {

		@Bean
		ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> userAgent() {
			return (builder) -> builder
				.withHttpClientCustomizer((client) -> client.headers((headers) -> headers.set("User-Agent", "shop")));
		}

	}

	static final class TokenPlugin implements ClientPlugin {

		private final WebClient auth;

		TokenPlugin(@Lazy @Qualifier("auth") WebClient auth) {
			this.auth = auth;
		}

		@Override
		public boolean appliesTo(String client) {
			return client.equals("orders");
		}

		@Override
		public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
			return this.auth.get()
				.uri("/token")
				.retrieve()
				.bodyToMono(String.class)
				.flatMap((token) -> next
					.exchange(ClientRequest.from(request).headers((headers) -> headers.setBearerAuth(token)).build()));
		}

	}

	record TracePlugin(String name) implements ClientPlugin {

		@Override
		public Mono<ClientResponse> aroundCall(ClientRequest request, ExchangeFunction next) {
			String trace = request.headers().getFirst("X-Trace");
			return next.exchange(ClientRequest.from(request)
				.headers((headers) -> headers.set("X-Trace", (trace != null) ? trace + "-" + this.name : this.name))
				.build());
		}

	}

	static final class FailingClassifier implements ResponseClassifier {

		@Override
		public Verdict response(int status, Function<String, String> header) {
			return Verdict.FAILURE;
		}

		@Override
		public Verdict error(Throwable error) {
			return Verdict.FAILURE;
		}

	}

}
