package io.httpwrapper.autoconfigure.httpcomponents;

import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.core5.reactive.ReactiveResponseConsumer;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the engine for Apache HttpComponents. */
@AutoConfiguration
@ConditionalOnClass({ HttpAsyncClients.class, ReactiveResponseConsumer.class })
public final class HttpComponentsAutoConfiguration {

	@Bean
	HttpComponentsEngine httpwrapperHttpComponentsEngine() {
		return new HttpComponentsEngine();
	}

}
