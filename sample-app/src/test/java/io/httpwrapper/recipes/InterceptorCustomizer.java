package io.httpwrapper.recipes;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;

/**
 * A recipe for the interceptors that there are already, in their order: each
 * {@code RestClient} has them around its calls, on the thread of the caller, where they
 * may wait. They see a call once, whatever its attempts. Make it a bean.
 */
public final class InterceptorCustomizer implements RestClientCustomizer {

	private final ObjectProvider<ClientHttpRequestInterceptor> interceptors;

	public InterceptorCustomizer(ObjectProvider<ClientHttpRequestInterceptor> interceptors) {
		this.interceptors = interceptors;
	}

	@Override
	public void customize(RestClient.Builder builder) {
		builder.requestInterceptors((all) -> this.interceptors.orderedStream().forEach(all::add));
	}

}
