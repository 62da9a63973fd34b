package io.httpwrapper.autoconfigure.dashboard;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.server.WebFilter;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The page's headers in a WebFlux application, on whichever port the actuator is.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(DashboardEndpoint.class)
class ReactiveDashboardConfiguration {

	@Bean
	WebFilter httpwrapperDashboardHeaders(PathMappedEndpoints paths) {
		// as endpoints are found: a path has more than one spelling
		PathPattern page = PathPatternParser.defaultInstance.parse(paths.getPath(DashboardEndpoint.ID) + "/{*rest}");
		return (exchange, chain) -> {
			if (page.matches(exchange.getRequest().getPath().pathWithinApplication())) {
				DashboardHeaders.write(exchange.getResponse().getHeaders()::set);
			}
			return chain.filter(exchange);
		};
	}

}
