package io.httpwrapper.autoconfigure.chaos;

import io.httpwrapper.autoconfigure.HttpWrapperAutoConfiguration;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.pipeline.plugin.ChaosPlugin;
import io.httpwrapper.timing.TimeAndChance;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of failures that are injected on purpose, and of warnings about
 * them.
 */
@AutoConfiguration(after = HttpWrapperAutoConfiguration.class)
@EnableConfigurationProperties(ChaosSwitch.class)
public final class ChaosAutoConfiguration {

	@Bean
	SmartInitializingSingleton httpwrapperChaosWarning(ObjectProvider<ClientRegistry> clients,
			ObjectProvider<ChaosPlugin> plugin) {
		return () -> clients.ifAvailable((all) -> ChaosWarning.watch(all, plugin.getIfAvailable() != null));
	}

	/**
	 * Below all plugins that have an order: to them, it is the remote that fails.
	 */
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE - 1)
	@ConditionalOnBooleanProperty("httpwrapper.chaos.enabled")
	@ConditionalOnMissingBean
	ChaosPlugin httpwrapperChaos(ObjectProvider<TimeAndChance> time, ChaosSwitch chaos) {
		return new ChaosPlugin(time.getIfAvailable(TimeAndChance::system), chaos.seed());
	}

}
