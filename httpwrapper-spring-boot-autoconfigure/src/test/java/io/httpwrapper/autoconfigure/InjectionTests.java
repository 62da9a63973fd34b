package io.httpwrapper.autoconfigure;

import io.httpwrapper.autoconfigure.netty.NettyAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ContextAnnotationAutowireCandidateResolver;
import org.springframework.context.annotation.Primary;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which {@code WebClient} an application gets, by what it asks for and what it has of its
 * own.
 */
class InjectionTests {

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withPropertyValues("spring.reactor.netty.shutdown-quiet-period=0s")
		.withConfiguration(AutoConfigurations.of(HttpWrapperAutoConfiguration.class,
				RestClientBeansAutoConfiguration.class, OwnConnectorAutoConfiguration.class,
				NettyAutoConfiguration.class, WebClientAutoConfiguration.class, RestClientAutoConfiguration.class,
				ReactiveHttpClientAutoConfiguration.class, HttpClientAutoConfiguration.class,
				SslAutoConfiguration.class));

	private final ApplicationContextRunner orders = this.context
		.withPropertyValues("httpwrapper.clients.orders.base-url=http://localhost");

	private final ApplicationContextRunner ordersAndUsers = this.orders
		.withPropertyValues("httpwrapper.clients.users.base-url=http://localhost");

	@ParameterizedTest
	@CsvSource({ "NONE, BY_NAME, ordersWebClient", "NONE, BY_CLIENT, ordersWebClient", "NONE, BY_BEAN, ordersWebClient",
			"NONE, BY_NAME_OF_DEFAULT, webClient", "NONE, UNNAMED,", "PLAIN, BY_NAME, ordersWebClient",
			"PLAIN, BY_CLIENT, ordersWebClient", "PLAIN, BY_BEAN, ordersWebClient", "PLAIN, BY_NAME_OF_OWN, stripe",
			"PLAIN, UNNAMED,",
			// a primary bean goes before the name of a parameter: Spring's rule
			"PRIMARY, BY_NAME, stripe", "PRIMARY, BY_CLIENT, ordersWebClient", "PRIMARY, BY_BEAN, ordersWebClient",
			"PRIMARY, BY_NAME_OF_OWN, stripe", "PRIMARY, UNNAMED, stripe" })
	void whatIsInjected(Own own, Wish wish, String bean) {
		for (ApplicationContextRunner clients : new ApplicationContextRunner[] { this.orders, this.ordersAndUsers }) {
			clients.withUserConfiguration(own.configuration, wish.user).run((context) -> {
				if (bean == null) {
					assertThat(context).getFailure()
						.hasRootCauseInstanceOf(NoUniqueBeanDefinitionException.class)
						.rootCause()
						.hasMessageContaining("ordersWebClient");
				}
				else {
					assertThat(context.getBean(User.class).client).isSameAs(context.getBean(bean));
				}
			});
		}
	}

	@Test
	void withoutClientsTheDefaultClientIsInjectedEverywhere() {
		this.context.withUserConfiguration(Unnamed.class)
			.run((context) -> assertThat(context.getBean(User.class).client).isSameAs(context.getBean("webClient")));
	}

	@Test
	void withoutClientsTheApplicationsOwnIsInjectedEverywhere() {
		this.context.withUserConfiguration(Unnamed.class, OwnWebClient.class).run((context) -> {
			assertThat(context.getBean(User.class).client).isSameAs(context.getBean("stripe"));
			assertThat(context).hasSingleBean(WebClient.class);
		});
	}

	@Test
	void qualifierOfAClientMeansItsWebClientOrItsRestClientByType() {
		this.ordersAndUsers.withUserConfiguration(ByClient.class, Blocking.class).run((context) -> {
			assertThat(context.getBean(User.class).client).isSameAs(context.getBean("ordersWebClient"));
			assertThat(context.getBean(Blocking.class).client).isSameAs(context.getBean("ordersRestClient"));
		});
	}

	@Test
	void applicationsOwnWayToResolveCandidatesStays() {
		ContextAnnotationAutowireCandidateResolver own = new ContextAnnotationAutowireCandidateResolver();
		this.orders.withInitializer(
				(context) -> ((DefaultListableBeanFactory) context.getBeanFactory()).setAutowireCandidateResolver(own))
			.run((context) -> assertThat(
					((DefaultListableBeanFactory) context.getBeanFactory()).getAutowireCandidateResolver())
				.isSameAs(own));
	}

	/** What the application has of its own. */
	enum Own {

		NONE(Nothing.class), PLAIN(OwnWebClient.class), PRIMARY(PrimaryWebClient.class);

		private final Class<?> configuration;

		Own(Class<?> configuration) {
			this.configuration = configuration;
		}

	}

	/** What it asks for. */
	enum Wish {

		BY_NAME(ByName.class), BY_CLIENT(ByClient.class), BY_BEAN(ByBean.class),
		BY_NAME_OF_DEFAULT(ByNameOfDefault.class), BY_NAME_OF_OWN(ByNameOfOwn.class), UNNAMED(Unnamed.class);

		private final Class<? extends User> user;

		Wish(Class<? extends User> user) {
			this.user = user;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnWebClient {

		@Bean
		WebClient stripe() {
			return WebClient.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryWebClient {

		@Bean
		@Primary
		WebClient stripe() {
			return WebClient.create();
		}

	}

	static class User {

		private final WebClient client;

		User(WebClient client) {
			this.client = client;
		}

	}

	static class ByName extends User {

		ByName(WebClient ordersWebClient) {
			super(ordersWebClient);
		}

	}

	static class ByClient extends User {

		ByClient(@Qualifier("orders") WebClient any) {
			super(any);
		}

	}

	static class ByBean extends User {

		ByBean(@Qualifier("ordersWebClient") WebClient any) {
			super(any);
		}

	}

	static class ByNameOfDefault extends User {

		ByNameOfDefault(WebClient webClient) {
			super(webClient);
		}

	}

	static class ByNameOfOwn extends User {

		ByNameOfOwn(WebClient stripe) {
			super(stripe);
		}

	}

	static class Unnamed extends User {

		Unnamed(WebClient any) {
			super(any);
		}

	}

	static class Blocking {

		private final RestClient client;

		Blocking(@Qualifier("orders") RestClient any) {
			this.client = any;
		}

	}

}
