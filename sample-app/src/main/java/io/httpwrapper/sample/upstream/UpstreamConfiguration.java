package io.httpwrapper.sample.upstream;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

/**
 * Runs the upstream inside the application, unless {@code sample.upstream.enabled=false}.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "sample.upstream.enabled", matchIfMissing = true)
@EnableConfigurationProperties(UpstreamSettings.class)
class UpstreamConfiguration {

	@Bean
	FlakyUpstream flakyUpstream(UpstreamSettings settings) {
		return new FlakyUpstream(settings, System::nanoTime, Schedulers.parallel());
	}

}
