package io.httpwrapper.sample.plugin;

import java.util.concurrent.ThreadLocalRandom;

import io.httpwrapper.plugin.ClientPlugin;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Makes the plugin a bean, which is all that it needs: unless the application has one of
 * its own, or does not want it.
 */
@AutoConfiguration
@ConditionalOnClass(ClientPlugin.class)
@ConditionalOnBooleanProperty(name = "sample.correlation-id.enabled", matchIfMissing = true)
public final class CorrelationIdAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CorrelationIdPlugin correlationIdPlugin(@Value("${sample.correlation-id.header:X-Correlation-Id}") String header) {
		return new CorrelationIdPlugin(header, () -> Long.toHexString(ThreadLocalRandom.current().nextLong()));
	}

}
