package io.httpwrapper.autoconfigure.connector;

import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.settings.Backend;

import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/** Creates connectors of one HTTP library, with Boot's builder for it. Thread-safe. */
public interface Engine {

	/** The value of {@code backend} that it implements. */
	Backend backend();

	/** Creates Boot's builder, without the application's customizers. */
	ClientHttpConnectorBuilder<?> builder();

	/** Whether {@code builder} belongs to this library. */
	boolean builds(ClientHttpConnectorBuilder<?> builder);

	/**
	 * Creates the connector of a client. If it is {@link java.io.Closeable}, it is closed
	 * with the application, or earlier.
	 * @param builder one that this engine {@link #builds}, with the application's
	 * customizers applied
	 * @param spec what the client needs
	 * @throws InvalidClientConfigurationException if the library cannot do it
	 */
	ClientHttpConnector connector(ClientHttpConnectorBuilder<?> builder, ConnectorSpec spec);

}
