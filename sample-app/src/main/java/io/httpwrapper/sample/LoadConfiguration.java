package io.httpwrapper.sample;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

/**
 * Calls the clients all the time, unless {@code sample.load.enabled=false}.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "sample.load.enabled", matchIfMissing = true)
@EnableConfigurationProperties(LoadSettings.class)
class LoadConfiguration {

	@Bean
	LoadGenerator loadGenerator(Shop shop, LoadSettings settings) {
		return new LoadGenerator(shop, settings, Schedulers.parallel());
	}

}
