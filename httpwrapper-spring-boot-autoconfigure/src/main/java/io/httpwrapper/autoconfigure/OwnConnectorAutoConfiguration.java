package io.httpwrapper.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Remembers whether the application has a connector bean of its own. It has to run before
 * Boot's auto-configuration, which always adds one.
 */
@AutoConfiguration(before = ReactiveHttpClientAutoConfiguration.class)
@ConditionalOnClass(WebClient.class)
public final class OwnConnectorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(ClientHttpConnector.class)
	NoOwnConnector httpwrapperNoOwnConnector() {
		return new NoOwnConnector();
	}

	/** Present if the application has no connector bean of its own. */
	static final class NoOwnConnector {

	}

}
