package io.httpwrapper.autoconfigure.netty;

import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;

/** Auto-configuration of the engine for Reactor Netty. */
@AutoConfiguration
@ConditionalOnClass({ HttpClient.class, ReactorClientHttpConnectorBuilder.class })
@ImportRuntimeHints(NettyAutoConfiguration.Hints.class)
public final class NettyAutoConfiguration {

	@Bean
	NettyEngine httpwrapperNettyEngine() {
		return new NettyEngine();
	}

	/** Lets a native image find Micrometer by its name. */
	static final class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.reflection().registerTypeIfPresent(classLoader, NettyEngine.MICROMETER);
		}

	}

}
