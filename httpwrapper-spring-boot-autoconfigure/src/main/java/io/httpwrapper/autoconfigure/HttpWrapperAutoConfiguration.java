package io.httpwrapper.autoconfigure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.httpwrapper.autoconfigure.OwnConnectorAutoConfiguration.NoOwnConnector;
import io.httpwrapper.autoconfigure.binding.ClientSettingsBinder;
import io.httpwrapper.autoconfigure.binding.ConfigurationNames;
import io.httpwrapper.autoconfigure.binding.SettingsHints;
import io.httpwrapper.autoconfigure.client.ApplicationBeans;
import io.httpwrapper.autoconfigure.client.ClientQualifiers;
import io.httpwrapper.autoconfigure.client.ClientRegistryFactory;
import io.httpwrapper.autoconfigure.client.ClientRequestFactories;
import io.httpwrapper.autoconfigure.client.MissingRedis;
import io.httpwrapper.autoconfigure.client.WebClientRegistrar;
import io.httpwrapper.autoconfigure.client.WebClients;
import io.httpwrapper.autoconfigure.connector.Connectors;
import io.httpwrapper.autoconfigure.connector.Engine;
import io.httpwrapper.autoconfigure.connector.EngineChoice;
import io.httpwrapper.autoconfigure.monitoring.ClientDescriptions;
import io.httpwrapper.autoconfigure.monitoring.ClientHistory;
import io.httpwrapper.autoconfigure.monitoring.ExplainSettings;
import io.httpwrapper.autoconfigure.runtime.EnvironmentChangeListener;
import io.httpwrapper.autoconfigure.runtime.RuntimeSettings;
import io.httpwrapper.autoconfigure.runtime.SettingsInForce;
import io.httpwrapper.client.CircuitBreakerRegistry;
import io.httpwrapper.client.ClientRegistry;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.autoconfigure.HttpClientsProperties;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration of the clients: a bean {@code webClient} for the default client, a
 * bean {@code <name>WebClient} for each configured one, and the registry of all. It comes
 * last, so that {@code webClient} backs off if there is any other {@code WebClient}.
 */
@AutoConfiguration(after = WebClientAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(WebClient.class)
@Import(WebClientRegistrar.class)
@ImportRuntimeHints({ SettingsHints.class, MissingRedis.Hints.class })
@EnableConfigurationProperties(ExplainSettings.class)
public final class HttpWrapperAutoConfiguration {

	@Bean
	static ClientQualifiers httpwrapperClientQualifiers(Environment environment) {
		return new ClientQualifiers(environment);
	}

	@Bean
	ClientHistory httpwrapperHistory(ExplainSettings settings) {
		return new ClientHistory(settings);
	}

	@Bean
	ClientRegistry clientRegistry(Environment environment, ListableBeanFactory beans, ClientHistory history) {
		return new ClientRegistryFactory(beans, history).create(new ClientSettingsBinder(environment).bindAll());
	}

	@Bean
	CircuitBreakerRegistry circuitBreakerRegistry(ClientRegistry clients) {
		return new CircuitBreakerRegistry(clients);
	}

	@Bean
	ClientDescriptions httpwrapperDescriptions(ClientRegistry clients, ClientHistory history) {
		return new ClientDescriptions(clients, history);
	}

	@Bean
	RuntimeSettings httpwrapperRuntimeSettings(ClientRegistry clients, Environment environment) {
		return new RuntimeSettings(clients, environment);
	}

	@Bean
	SettingsInForce httpwrapperSettings(ClientRegistry clients, RuntimeSettings runtime) {
		return new SettingsInForce(clients, runtime);
	}

	@Bean
	static EnvironmentChangeListener httpwrapperEnvironmentChangeListener(ObjectProvider<RuntimeSettings> settings) {
		return new EnvironmentChangeListener(settings);
	}

	@Bean
	Connectors httpwrapperConnectors(ClientRegistry clients, ListableBeanFactory beans, ResourceLoader resources,
			ObjectProvider<NoOwnConnector> noOwnConnector, ObjectProvider<ClientHttpConnectorBuilder<?>> builder,
			ObjectProvider<HttpClientSettings> settings, ObjectProvider<HttpClientsProperties> properties,
			ObjectProvider<SslBundles> sslBundles, ObjectProvider<Engine> engines,
			ObjectProvider<ClientHttpConnectorBuilderCustomizer<?>> customizers) {
		Set<String> names = new LinkedHashSet<>();
		clients.all().forEach((client) -> names.add(client.name()));
		ApplicationBeans own = new ApplicationBeans(beans, names);
		HttpClientsProperties boots = properties.getIfAvailable();
		List<ClientHttpConnectorBuilderCustomizer<?>> ordered = customizers.orderedStream().toList();
		return new Connectors(
				(client) -> (noOwnConnector.getIfAvailable() != null) ? null
						: own.one(ClientHttpConnector.class, client),
				new EngineChoice(
						builder.getIfAvailable(() -> ClientHttpConnectorBuilder.detect(resources.getClassLoader())),
						engines.orderedStream().toList(), (plain) -> customized(plain, ordered)),
				settings.getIfAvailable(HttpClientSettings::defaults),
				(boots != null) ? boots.getSsl().getBundle() : null, sslBundles.getIfAvailable());
	}

	/** Applies customizers in the same way as Boot does to its own builder. */
	@SuppressWarnings("unchecked")
	private static ClientHttpConnectorBuilder<?> customized(ClientHttpConnectorBuilder<?> plain,
			List<ClientHttpConnectorBuilderCustomizer<?>> customizers) {
		ClientHttpConnectorBuilder<?>[] builder = { plain };
		LambdaSafe.callbacks(ClientHttpConnectorBuilderCustomizer.class, customizers, plain)
			.invoke((customizer) -> builder[0] = customizer.customize(builder[0]));
		return builder[0];
	}

	@Bean
	ClientRequestFactories httpwrapperRequestFactories(ClientRegistry clients, Connectors connectors) {
		return new ClientRequestFactories(clients, connectors);
	}

	@Bean
	WebClients httpwrapperWebClients(ClientRegistry clients, ObjectProvider<WebClient.Builder> builders,
			Connectors connectors) {
		return new WebClients(clients, builders, connectors);
	}

	@Bean
	@ConditionalOnMissingBean
	WebClient webClient(WebClients clients) {
		return clients.create(ConfigurationNames.DEFAULT_CLIENT);
	}

}
