package io.httpwrapper.autoconfigure.oauth2;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.httpwrapper.autoconfigure.HttpWrapperAutoConfiguration;
import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.netty.NettyAutoConfiguration;
import io.httpwrapper.fixture.VirtualTime;
import io.httpwrapper.plugin.TokenSource;
import io.httpwrapper.timing.TimeAndChance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientAutoConfiguration;
import org.springframework.boot.security.oauth2.client.autoconfigure.reactive.ReactiveOAuth2ClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.ApplicationContextAssertProvider;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.AuthorizedClientServiceReactiveOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.InMemoryReactiveOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.ReactiveOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.ReactiveOAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.WebClientReactiveClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Client credentials, against an authorization server and a remote on the loopback.
 */
class OAuth2TokenTests {

	private static final AutoConfigurations CLIENTS = AutoConfigurations.of(HttpWrapperAutoConfiguration.class,
			OAuth2AutoConfiguration.class, NettyAutoConfiguration.class, WebClientAutoConfiguration.class);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final WireMockServer upstream = new WireMockServer(WireMockConfiguration.options().dynamicPort());

	private static final WireMockServer elsewhere = new WireMockServer(WireMockConfiguration.options().dynamicPort());

	@BeforeAll
	static void start() {
		upstream.start();
		elsewhere.start();
	}

	@AfterAll
	static void stop() {
		upstream.stop();
		elsewhere.stop();
	}

	@BeforeEach
	void issueTokensOneAfterTheOther() {
		upstream.resetAll();
		elsewhere.resetAll();
		elsewhere.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok("there")));
		issues(Scenario.STARTED, "hush-token-1", "second");
		issues("second", "hush-token-2", "third");
		upstream.stubFor(WireMock.any(WireMock.urlMatching("/orders.*")).willReturn(WireMock.ok("17")));
	}

	/** Spring Boot has other beans in each. */
	static List<AbstractApplicationContextRunner<?, ?, ?>> applications() {
		return List.of(configured(new ReactiveWebApplicationContextRunner()),
				configured(new WebApplicationContextRunner()), configured(new ApplicationContextRunner()));
	}

	@ParameterizedTest
	@MethodSource("applications")
	void tokenOfTheRegistrationGoesWithEachCall(AbstractApplicationContextRunner<?, ?, ?> application) {
		application.run((context) -> {
			assertThat(call(context, "orders")).isEqualTo(200);
			assertThat(call(context, "orders")).isEqualTo(200);

			upstream.verify(2, WireMock.getRequestedFor(WireMock.urlEqualTo("/orders"))
				.withHeader("Authorization", WireMock.equalTo("Bearer hush-token-1")));
			upstream.verify(1,
					WireMock.postRequestedFor(WireMock.urlEqualTo("/token"))
						.withHeader("Authorization", WireMock.equalTo("Basic c2hvcC1hcHA6aHVzaC1zZWNyZXQ="))
						.withRequestBody(WireMock.containing("grant_type=client_credentials"))
						.withRequestBody(WireMock.containing("scope=orders")));
		});
	}

	@ParameterizedTest
	@MethodSource("applications")
	void refusedTokenIsReplacedAndTheRequestReplayedOnce(AbstractApplicationContextRunner<?, ?, ?> application) {
		refuse("hush-token-1");

		application.run((context) -> {
			assertThat(call(context, "orders")).isEqualTo(200);

			upstream.verify(2, WireMock.getRequestedFor(WireMock.urlEqualTo("/orders")));
			upstream.verify(2, WireMock.postRequestedFor(WireMock.urlEqualTo("/token")));
		});
	}

	@Test
	void secondRefusalIsTheCallers() {
		refuse("hush-token-1");
		refuse("hush-token-2");

		reactive().run((context) -> {
			assertThat(call(context, "orders")).isEqualTo(401);

			upstream.verify(2, WireMock.getRequestedFor(WireMock.urlEqualTo("/orders")));
		});
	}

	@ParameterizedTest
	@MethodSource("applications")
	void callsAtTheSameTimeAndOtherClientsOfTheRegistrationShareOneToken(
			AbstractApplicationContextRunner<?, ?, ?> application) {
		application
			.withPropertyValues("httpwrapper.clients.stock.base-url=" + upstream.baseUrl(),
					"httpwrapper.clients.stock.auth.oauth2.registration=shop")
			.run((context) -> {
				WebClient orders = context.getBean("ordersWebClient", WebClient.class);
				WebClient stock = context.getBean("stockWebClient", WebClient.class);

				Flux.range(0, 50)
					.flatMap((i) -> ((i % 2 == 0) ? orders : stock).get().uri("/orders").retrieve().toBodilessEntity(),
							50)
					.blockLast(PATIENCE);

				upstream.verify(50, WireMock.getRequestedFor(WireMock.urlEqualTo("/orders"))
					.withHeader("Authorization", WireMock.equalTo("Bearer hush-token-1")));
				upstream.verify(1, WireMock.postRequestedFor(WireMock.urlEqualTo("/token")));
			});
	}

	@Test
	void tokenIsRenewedAMinuteBeforeItExpires() {
		VirtualTime clock = new VirtualTime();
		TimeAndChance real = TimeAndChance.system();
		reactive()
			.withBean(TimeAndChance.class,
					() -> new TimeAndChance(real.nanoTime(), clock, real.random(), real.scheduler(), real.timer()))
			.run((context) -> {
				call(context, "orders");
				clock.advance(Duration.ofMinutes(59).minusMillis(1));
				call(context, "orders");
				upstream.verify(1, WireMock.postRequestedFor(WireMock.urlEqualTo("/token")));

				clock.advance(Duration.ofMillis(1));
				call(context, "orders");
				upstream.verify(2, WireMock.postRequestedFor(WireMock.urlEqualTo("/token")));
			});
	}

	@Test
	void serverThatRefusesIsToldByItsRegistration() {
		upstream.stubFor(WireMock.post("/token")
			.willReturn(WireMock.status(401)
				.withHeader("Content-Type", "application/json")
				.withBody("{\"error\":\"invalid_client\"}")));

		reactive().run((context) -> {
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> call(context, "orders"))
				.satisfies((ex) -> assertThat(ex).hasStackTraceContaining("'shop' brought no token")
					.hasStackTraceContaining("invalid_client"));

			upstream.verify(0, WireMock.getRequestedFor(WireMock.urlEqualTo("/orders")));
		});
	}

	@Test
	void blockingClientForTokensIsCalledWhereWaitingIsAllowed() {
		refuse("blocking-1");
		configured(new WebApplicationContextRunner()).withUserConfiguration(BlockingTokens.class).run((context) -> {
			assertThat(call(context, "orders")).isEqualTo(200);

			assertThat(context.getBean(BlockingTokens.class).onEventLoops).containsExactly(false, false);
			upstream.verify(0, WireMock.postRequestedFor(WireMock.urlEqualTo("/token")));
		});
	}

	@Test
	void tokensMayComeThroughAnotherClientWithItsRetries() {
		upstream.stubFor(WireMock.post("/token")
			.inScenario("tokens")
			.whenScenarioStateIs(Scenario.STARTED)
			.willReturn(WireMock.status(503))
			.willSetStateTo("second"));

		reactive().withUserConfiguration(TokensByClient.class)
			.withPropertyValues("httpwrapper.clients.auth.base-url=" + upstream.baseUrl(),
					"httpwrapper.clients.auth.retry.methods=POST", "tokens.by=auth")
			.run((context) -> {
				assertThat(call(context, "orders")).isEqualTo(200);

				upstream.verify(2, WireMock.postRequestedFor(WireMock.urlEqualTo("/token")));
			});
	}

	@Test
	void tokensThroughTheClientThatNeedsThemFailAtOnce() {
		reactive().withUserConfiguration(TokensByClient.class)
			.withPropertyValues("tokens.by=orders", "httpwrapper.clients.orders.retry.enabled=false",
					"spring.security.oauth2.client.registration.shop.client-authentication-method=client_secret_post")
			.run((context) -> {
				assertThatExceptionOfType(Exception.class).isThrownBy(() -> call(context, "orders"))
					.satisfies((ex) -> assertThat(ex).hasStackTraceContaining("client that needs this token"));

				assertThat(upstream.getAllServeEvents()).isEmpty();
			});
	}

	@Test
	void managerOfTheApplicationsOwnIsATokenSource() {
		configured(new ReactiveWebApplicationContextRunner(), "httpwrapper.clients.orders.auth.oauth2.registration=")
			.withUserConfiguration(OwnManager.class)
			.run((context) -> {
				assertThat(call(context, "orders")).isEqualTo(200);

				upstream.verify(1, WireMock.getRequestedFor(WireMock.urlEqualTo("/orders"))
					.withHeader("Authorization", WireMock.equalTo("Bearer hush-token-1")));
			});
	}

	@Test
	void redirectToAnotherOriginGetsNoToken() {
		upstream.stubFor(WireMock.get("/orders")
			.willReturn(WireMock.temporaryRedirect("http://localhost:" + elsewhere.port() + "/there")));

		reactive().run((context) -> {
			assertThat(call(context, "orders")).isEqualTo(200);

			elsewhere.verify(1, WireMock.getRequestedFor(WireMock.urlEqualTo("/there")).withoutHeader("Authorization"));
		});
	}

	@ParameterizedTest
	@MethodSource("applications")
	void unknownRegistrationFailsTheStart(AbstractApplicationContextRunner<?, ?, ?> application) {
		application.withPropertyValues("httpwrapper.clients.orders.auth.oauth2.registration=shopp")
			.run((context) -> assertThat(refusal(context))
				.hasMessage("Client 'orders' has auth.oauth2.registration = shopp, but there is no such registration."
						+ " There are: [shop].")
				.extracting(InvalidClientConfigurationException::action)
				.asString()
				.contains("spring.security.oauth2.client.registration.shopp.*"));
	}

	@Test
	void registrationThatNeedsAUserFailsTheStart() {
		reactive()
			.withPropertyValues(
					"spring.security.oauth2.client.registration.shop.authorization-grant-type=authorization_code",
					"spring.security.oauth2.client.registration.shop.redirect-uri=http://localhost/back",
					"spring.security.oauth2.client.provider.shop.authorization-uri=http://localhost/login")
			.run((context) -> assertThat(refusal(context)).hasMessageContaining("is for authorization_code")
				.extracting(InvalidClientConfigurationException::action)
				.asString()
				.contains("authorization-grant-type to client_credentials"));
	}

	@Test
	void noRegistrationsFailTheStart() {
		new ReactiveWebApplicationContextRunner().withConfiguration(CLIENTS)
			.withPropertyValues("httpwrapper.clients.orders.auth.oauth2.registration=shop")
			.run((context) -> assertThat(refusal(context)).hasMessageContaining("there are no registrations"));
	}

	@Test
	void missingLibraryFailsTheStart() {
		new ReactiveWebApplicationContextRunner().withConfiguration(CLIENTS)
			.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.withPropertyValues("httpwrapper.clients.orders.auth.oauth2.registration=shop")
			.run((context) -> assertThat(refusal(context))
				.hasMessageContaining("Spring Security's OAuth2 client is not on the class path")
				.extracting(InvalidClientConfigurationException::action)
				.asString()
				.contains("org.springframework.boot:spring-boot-security-oauth2-client"));
	}

	@Test
	void otherKindBesideItFailsTheStart() {
		reactive().withPropertyValues("httpwrapper.clients.orders.auth.bearer.token=hush")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("must be of one kind")
				.hasStackTraceContaining("[auth.bearer, auth.oauth2]"));
	}

	private static ReactiveWebApplicationContextRunner reactive() {
		return configured(new ReactiveWebApplicationContextRunner());
	}

	private static <R extends AbstractApplicationContextRunner<R, ?, ?>> R configured(R application,
			String... properties) {
		return application.withConfiguration(CLIENTS)
			.withConfiguration(AutoConfigurations.of(OAuth2ClientAutoConfiguration.class,
					ReactiveOAuth2ClientAutoConfiguration.class))
			.withPropertyValues("httpwrapper.clients.orders.base-url=" + upstream.baseUrl(),
					"httpwrapper.clients.orders.auth.oauth2.registration=shop",
					"spring.reactor.netty.shutdown-quiet-period=0s",
					"spring.security.oauth2.client.registration.shop.client-id=shop-app",
					"spring.security.oauth2.client.registration.shop.client-secret=hush-secret",
					"spring.security.oauth2.client.registration.shop.authorization-grant-type=client_credentials",
					"spring.security.oauth2.client.registration.shop.scope=orders",
					"spring.security.oauth2.client.provider.shop.token-uri=" + upstream.baseUrl() + "/token")
			.withPropertyValues(properties);
	}

	private static void issues(String state, String token, String next) {
		upstream.stubFor(WireMock.post("/token")
			.inScenario("tokens")
			.whenScenarioStateIs(state)
			.willReturn(WireMock
				.okJson("{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":3600}".formatted(token)))
			.willSetStateTo(next));
	}

	private static void refuse(String token) {
		upstream.stubFor(WireMock.any(WireMock.urlEqualTo("/orders"))
			.withHeader("Authorization", WireMock.equalTo("Bearer " + token))
			.willReturn(WireMock.status(401)));
	}

	private static OAuth2AccessTokenResponse answer(String token) {
		return OAuth2AccessTokenResponse.withToken(token)
			.tokenType(OAuth2AccessToken.TokenType.BEARER)
			.expiresIn(3600)
			.build();
	}

	private static int call(ApplicationContext context, String client) {
		return context.getBean(client + "WebClient", WebClient.class)
			.get()
			.uri("/orders")
			.exchangeToMono((response) -> response.releaseBody().thenReturn(response.statusCode().value()))
			.blockOptional(PATIENCE)
			.orElseThrow();
	}

	private static InvalidClientConfigurationException refusal(ApplicationContextAssertProvider<?> context) {
		Throwable failure = context.getStartupFailure();
		while (failure != null && !(failure instanceof InvalidClientConfigurationException)) {
			failure = failure.getCause();
		}
		assertThat(failure).isNotNull();
		return (InvalidClientConfigurationException) Objects.requireNonNull(failure);
	}

	@Configuration(proxyBeanMethods = false)
	static class BlockingTokens {

		private final List<Boolean> onEventLoops = new CopyOnWriteArrayList<>();

		@Bean
		OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> tokens() {
			return (request) -> {
				this.onEventLoops.add(Schedulers.isInNonBlockingThread());
				return answer("blocking-" + this.onEventLoops.size());
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TokensByClient {

		@Bean
		ReactiveOAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> tokens(ApplicationContext beans,
				@Value("${tokens.by}") String client) {
			WebClientReactiveClientCredentialsTokenResponseClient tokens = new WebClientReactiveClientCredentialsTokenResponseClient();
			tokens.setWebClient(beans.getBean(client + "WebClient", WebClient.class));
			return tokens;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnManager {

		@Bean
		TokenSource ordersTokenSource(ReactiveClientRegistrationRepository registrations) {
			ReactiveOAuth2AuthorizedClientManager manager = new AuthorizedClientServiceReactiveOAuth2AuthorizedClientManager(
					registrations, new InMemoryReactiveOAuth2AuthorizedClientService(registrations));
			OAuth2AuthorizeRequest request = OAuth2AuthorizeRequest.withClientRegistrationId("shop")
				.principal("orders")
				.build();
			return (refused) -> manager.authorize(request).map((client) -> client.getAccessToken().getTokenValue());
		}

	}

}
