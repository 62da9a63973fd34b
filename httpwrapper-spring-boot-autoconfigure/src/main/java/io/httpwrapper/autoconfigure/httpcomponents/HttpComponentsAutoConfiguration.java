package io.httpwrapper.autoconfigure.httpcomponents;

import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.core5.reactive.ReactiveResponseConsumer;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Makes Apache HttpComponents an engine for clients, where it is there.
 */
@AutoConfiguration
@ConditionalOnClass({ HttpAsyncClients.class, ReactiveResponseConsumer.class })
public final class HttpComponentsAutoConfiguration {

	@Bean
	HttpComponentsEngine httpwrapperHttpComponentsEngine() {
		return new HttpComponentsEngine();
	}

}
