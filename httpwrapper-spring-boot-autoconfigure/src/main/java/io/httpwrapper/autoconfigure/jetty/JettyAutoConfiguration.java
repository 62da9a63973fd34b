package io.httpwrapper.autoconfigure.jetty;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.reactive.client.ReactiveRequest;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Makes Jetty's client an engine for clients, where it is there.
 */
@AutoConfiguration
@ConditionalOnClass({ HttpClient.class, ReactiveRequest.class })
public final class JettyAutoConfiguration {

	@Bean
	JettyEngine httpwrapperJettyEngine() {
		return new JettyEngine();
	}

}
