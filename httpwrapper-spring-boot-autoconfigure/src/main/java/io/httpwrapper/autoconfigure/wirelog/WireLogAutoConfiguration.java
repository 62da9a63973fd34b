package io.httpwrapper.autoconfigure.wirelog;

import java.util.Objects;

import io.httpwrapper.autoconfigure.HttpWrapperAutoConfiguration;
import io.httpwrapper.timing.TimeAndChance;
import io.httpwrapper.policy.Redaction;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Auto-configuration of the log of requests and responses. */
@AutoConfiguration(before = HttpWrapperAutoConfiguration.class)
@EnableConfigurationProperties(WireLogSettings.class)
public final class WireLogAutoConfiguration {

	/**
	 * Next to the wire: shows what all other plugins have made of a request.
	 */
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	@ConditionalOnBooleanProperty("httpwrapper.wire-log.enabled")
	WireLog httpwrapperWireLog(WireLogSettings settings, ObjectProvider<TimeAndChance> time) {
		return new WireLog(settings, new Redaction(Objects.requireNonNull(settings.secrets())),
				time.getIfAvailable(TimeAndChance::system).nanoTime());
	}

}
