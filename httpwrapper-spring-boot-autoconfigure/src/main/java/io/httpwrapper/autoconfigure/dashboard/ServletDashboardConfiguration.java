package io.httpwrapper.autoconfigure.dashboard;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;

/**
 * The page's headers in a Spring MVC application, on whichever port the actuator is.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ Filter.class, DispatcherServletPath.class })
@ConditionalOnBean(DashboardEndpoint.class)
class ServletDashboardConfiguration {

	@Bean
	FilterRegistrationBean<Filter> httpwrapperDashboardHeaders(PathMappedEndpoints paths,
			DispatcherServletPath dispatcher) {
		FilterRegistrationBean<Filter> headers = new FilterRegistrationBean<>((request, response, chain) -> {
			DashboardHeaders.write(((HttpServletResponse) response)::setHeader);
			chain.doFilter(request, response);
		});
		headers.setName("httpwrapperDashboardHeaders");
		String path = dispatcher.getRelativePath(String.valueOf(paths.getPath(DashboardEndpoint.ID)));
		headers.addUrlPatterns(path, path + "/*");
		return headers;
	}

}
