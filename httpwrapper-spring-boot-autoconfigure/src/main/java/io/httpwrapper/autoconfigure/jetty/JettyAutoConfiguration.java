package io.httpwrapper.autoconfigure.jetty;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.reactive.client.ReactiveRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;

/** Auto-configuration of the engine for Jetty's client. */
@AutoConfiguration
@ConditionalOnClass({ HttpClient.class, ReactiveRequest.class })
@ImportRuntimeHints(JettyAutoConfiguration.Hints.class)
public final class JettyAutoConfiguration {

	@Bean
	JettyEngine httpwrapperJettyEngine() {
		return new JettyEngine();
	}

	/** Lets a native image find Jetty's HTTP/2 by its name. */
	static final class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.reflection().registerTypeIfPresent(classLoader, JettyEngine.HTTP_2);
		}

	}

}
