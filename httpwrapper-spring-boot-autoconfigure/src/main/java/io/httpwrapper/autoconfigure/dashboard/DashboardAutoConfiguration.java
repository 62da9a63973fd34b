package io.httpwrapper.autoconfigure.dashboard;

import io.httpwrapper.autoconfigure.monitoring.ClientDescriptions;
import io.httpwrapper.autoconfigure.HttpWrapperAutoConfiguration;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.timing.TimeAndChance;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * The page {@code httpwrapper-dashboard} among the actuator's endpoints, if access to it
 * is granted and it is exposed. Needs HdrHistogram, which Boot's starter for the actuator
 * brings with Micrometer.
 */
@AutoConfiguration(after = HttpWrapperAutoConfiguration.class)
@ConditionalOnClass({ WebEndpoint.class, ConditionalOnAvailableEndpoint.class, Recorder.class })
@ConditionalOnWebApplication
@ConditionalOnBean(ClientDescriptions.class)
@ConditionalOnAvailableEndpoint(DashboardEndpoint.class)
@ImportRuntimeHints(DashboardAutoConfiguration.Files.class)
public final class DashboardAutoConfiguration {

	@Bean
	DashboardFeed httpwrapperDashboardFeed(ClientRegistry clients, ClientDescriptions descriptions,
			ObjectProvider<TimeAndChance> time, ObjectProvider<PathMappedEndpoints> paths,
			EndpointAccessResolver access, Environment environment) {
		return new DashboardFeed(clients, descriptions, time.getIfAvailable(TimeAndChance::system),
				new DashboardFacts(paths, access, environment));
	}

	@Bean
	DashboardEndpoint httpwrapperDashboard(DashboardFeed feed, ObjectProvider<PathMappedEndpoints> paths) {
		return new DashboardEndpoint(feed, paths);
	}

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE) // after management.endpoints.web.path-mapping.*
	PathMapper httpwrapperDashboardPath() {
		return (id) -> id.equals(DashboardEndpoint.ID) ? "httpwrapper-dashboard" : null;
	}

	/** Lets a native image keep the page's files. */
	static final class Files implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern("io/httpwrapper/autoconfigure/dashboard/*");
		}

	}

}
