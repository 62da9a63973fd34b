package io.httpwrapper.autoconfigure.connector;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.binding.SettingProperty;
import io.httpwrapper.settings.Backend;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Chooses the engine of a client: the one that its settings name, or else the one that
 * Boot or the application has chosen for all.
 */
public final class EngineChoice {

	private static final Map<Backend, String> DEPENDENCIES = Map.of(Backend.REACTOR_NETTY,
			"org.springframework.boot:spring-boot-reactor-netty and io.projectreactor.netty:reactor-netty-http",
			Backend.JETTY, "org.eclipse.jetty:jetty-reactive-httpclient", Backend.HTTP_COMPONENTS,
			"org.apache.httpcomponents.client5:httpclient5 and org.apache.httpcomponents.core5:httpcore5-reactive",
			Backend.JDK, "the module java.net.http");

	private final ClientHttpConnectorBuilder<?> picked;

	private final List<Engine> engines;

	private final UnaryOperator<ClientHttpConnectorBuilder<?>> customizers;

	/**
	 * @param picked the builder of Boot, or the application's
	 * @param engines those whose library is there
	 * @param customizers the application's, for builders that Boot has not customized
	 */
	public EngineChoice(ClientHttpConnectorBuilder<?> picked, List<Engine> engines,
			UnaryOperator<ClientHttpConnectorBuilder<?>> customizers) {
		this.picked = picked;
		this.engines = List.copyOf(engines);
		this.customizers = customizers;
	}

	/**
	 * Creates the connector of a client. If no engine knows the builder, only Boot's own
	 * settings apply.
	 * @throws InvalidClientConfigurationException if the library is not there or cannot
	 * do what the settings say
	 */
	ClientHttpConnector connector(ConnectorSpec spec) {
		Backend backend = spec.settings().backend();
		if (backend == null) {
			for (Engine engine : this.engines) {
				if (engine.builds(this.picked)) {
					return engine.connector(this.picked, spec);
				}
			}
			return this.picked.build(spec.http());
		}
		Engine engine = engine(spec.client(), backend);
		return engine.connector(engine.builds(this.picked) ? this.picked : this.customizers.apply(engine.builder()),
				spec);
	}

	private Engine engine(String client, @Nullable Backend backend) {
		return this.engines.stream()
			.filter((engine) -> engine.backend() == backend)
			.findFirst()
			.orElseThrow(() -> new InvalidClientConfigurationException(
					"Client '%s' has backend = %s, which is not on the class path.".formatted(client,
							SettingProperty.text(backend)),
					"Add %s, or choose another backend.".formatted(DEPENDENCIES.get(backend)), null));
	}

}
