package io.httpwrapper.autoconfigure.dashboard;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.server.WebFilter;

/**
 * The page's headers in a WebFlux application, on whichever port the actuator is.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(DashboardEndpoint.class)
class ReactiveDashboardConfiguration {

	@Bean
	WebFilter httpwrapperDashboardHeaders(PathMappedEndpoints paths) {
		String page = String.valueOf(paths.getPath(DashboardEndpoint.ID));
		return (exchange, chain) -> {
			String path = exchange.getRequest().getPath().pathWithinApplication().value();
			if (path.startsWith(page) && (path.length() == page.length() || path.charAt(page.length()) == '/')) {
				DashboardHeaders.write(exchange.getResponse().getHeaders()::set);
			}
			return chain.filter(exchange);
		};
	}

}
