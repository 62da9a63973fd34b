package io.httpwrapper.autoconfigure.connector;

import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.settings.Backend;

import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Makes connectors of one library, by Boot's builder for it. Thread-safe.
 */
public interface Engine {

	/** By which settings name it. */
	Backend backend();

	/** Boot's builder, without anything of the application. */
	ClientHttpConnectorBuilder<?> builder();

	/** Whether {@code builder} is one of this library. */
	boolean builds(ClientHttpConnectorBuilder<?> builder);

	/**
	 * Makes the connector of a client. One that is {@link java.io.Closeable} is closed
	 * with the application, or earlier.
	 * @param builder one that this engine {@link #builds}, with the application's
	 * customizers applied
	 * @param spec what the client needs
	 * @throws InvalidClientConfigurationException if the library cannot do it
	 */
	ClientHttpConnector connector(ClientHttpConnectorBuilder<?> builder, ConnectorSpec spec);

}
