package io.httpwrapper.autoconfigure;

import java.net.URI;

import java.util.Map;
import java.util.function.Consumer;

import io.httpwrapper.autoconfigure.binding.SettingProperty;
import io.httpwrapper.autoconfigure.jetty.JettyAutoConfiguration;
import io.httpwrapper.autoconfigure.netty.NettyAutoConfiguration;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.settings.ClientSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The beans when their definitions are generated at build time.
 */
@CompileWithForkedClassLoader
class AheadOfTimeTests {

	private static final Map<String, String> BUILD = Map.of("httpwrapper.clients.orders.base-url",
			"https://orders.internal");

	@Test
	void clientsAreThereWithTheSettingsOfTheRuntime() {
		Map<String, String> runtime = Map.of("httpwrapper.clients.orders.base-url", "https://elsewhere",
				"httpwrapper.clients.users.retry.enabled", "false");

		run(App.class, BUILD, runtime, (context) -> {
			assertThat(context.getBeanNamesForType(WebClient.class)).containsExactlyInAnyOrder("webClient",
					"ordersWebClient", "usersWebClient");
			ClientSettings orders = context.getBean(ClientRegistry.class).get("orders").settings();
			assertThat(orders.baseUrl()).isEqualTo(URI.create("https://elsewhere"));
			assertThat(context.getBean(App.class).orders).isSameAs(context.getBean("ordersWebClient"));
			assertThat(context.getBean(App.class).ordersByBean).isSameAs(context.getBean("ordersWebClient"));
			assertThat(context.getBean(App.class).ordersWebClient).isSameAs(context.getBean("ordersWebClient"));
			assertThat(context.getBean(App.class).users).isSameAs(context.getBean("usersWebClient"));
		});
	}

	@Test
	void settingsRecordsCanBeBoundAndRead() {
		TestGenerationContext generated = generationContext();
		process(App.class, BUILD, generated);

		assertThat(SettingProperty.ALL).allSatisfy((property) -> {
			assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(property.component().getAccessor()))
				.accepts(generated.getRuntimeHints());
			assertThat(RuntimeHintsPredicates.reflection()
				.onConstructorInvocation(property.section().getDeclaredConstructors()[0]))
				.accepts(generated.getRuntimeHints());
		});
	}

	@Test
	void bodiesOfFallbacksAreKept() {
		TestGenerationContext generated = generationContext();
		process(App.class,
				Map.of("httpwrapper.clients.orders.fallback.body", "classpath:fallback/orders.json",
						"httpwrapper.clients.users.fallback.body", "[]", "httpwrapper.clients.users.base-url",
						"${KNOWN_LATER}"),
				generated);

		assertThat(RuntimeHintsPredicates.resource().forResource("fallback/orders.json"))
			.accepts(generated.getRuntimeHints());
	}

	@ParameterizedTest
	@ValueSource(strings = { "io.micrometer.core.instrument.MeterRegistry", "io.lettuce.core.RedisClient",
			"io.github.bucket4j.redis.lettuce.Bucket4jLettuce",
			"org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2",
			"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration" })
	void classThatIsAskedForByNameIsFound(String name) {
		TestGenerationContext generated = generationContext();
		process(App.class, BUILD, generated);

		assertThat(RuntimeHintsPredicates.reflection().onType(TypeReference.of(name)))
			.accepts(generated.getRuntimeHints());
	}

	private static TestGenerationContext generationContext() {
		return new TestGenerationContext(new ClassNameGenerator(ClassName.get(AheadOfTimeTests.class)));
	}

	private static ClassName process(Class<?> application, Map<String, String> properties,
			TestGenerationContext generated) {
		AnnotationConfigApplicationContext source = new AnnotationConfigApplicationContext();
		source.setAllowBeanDefinitionOverriding(false);
		source.register(application);
		TestPropertyValues.of(properties).applyTo(source);
		return new ApplicationContextAotGenerator().processAheadOfTime(source, generated);
	}

	@SuppressWarnings("unchecked")
	private static void run(Class<?> application, Map<String, String> build, Map<String, String> runtime,
			Consumer<GenericApplicationContext> test) {
		TestGenerationContext generated = generationContext();
		ClassName initializer = process(application, build, generated);
		generated.writeGeneratedContent();
		TestCompiler.forSystem().with(generated).compile((compiled) -> {
			try (GenericApplicationContext context = new GenericApplicationContext()) {
				context.setAllowBeanDefinitionOverriding(false);
				TestPropertyValues.of(runtime).and("spring.reactor.netty.shutdown-quiet-period=0s").applyTo(context);
				compiled.getInstance(ApplicationContextInitializer.class, initializer.canonicalName())
					.initialize(context);
				context.refresh();
				test.accept(context);
			}
		});
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ HttpWrapperAutoConfiguration.class, OwnConnectorAutoConfiguration.class,
			NettyAutoConfiguration.class, JettyAutoConfiguration.class, WebClientAutoConfiguration.class,
			ReactiveHttpClientAutoConfiguration.class, HttpClientAutoConfiguration.class, SslAutoConfiguration.class })
	static class App {

		@Autowired
		@Qualifier("orders")
		WebClient orders;

		@Autowired
		@Qualifier("ordersWebClient")
		WebClient ordersByBean;

		@Autowired
		WebClient ordersWebClient;

		@Autowired(required = false)
		@Qualifier("users")
		WebClient users;

	}

}
