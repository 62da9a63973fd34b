package io.httpwrapper.autoconfigure;

import io.httpwrapper.pipeline.ClientSettings;

import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;

/**
 * Fits Boot's connector builder to one client, beyond what Boot's engine-neutral settings
 * can say. Thread-safe.
 */
@FunctionalInterface
public interface EngineTuning {

	/**
	 * The builder with what the client needs, or {@code builder} itself if the engine is
	 * not one that this tuning knows.
	 * @param builder the builder of Boot, with the application's customizers applied
	 * @param client name of the client
	 * @param settings its settings
	 */
	ClientHttpConnectorBuilder<?> tune(ClientHttpConnectorBuilder<?> builder, String client, ClientSettings settings);

}
