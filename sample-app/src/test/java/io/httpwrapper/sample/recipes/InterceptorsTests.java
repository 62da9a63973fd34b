package io.httpwrapper.sample.recipes;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.httpwrapper.recipes.InterceptorCustomizer;
import io.httpwrapper.test.AutoConfigureHttpWrapperTest;
import io.httpwrapper.test.Upstreams;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Filters and interceptors that an application has already.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "httpwrapper.clients.orders.base-url=http://orders.internal",
				"httpwrapper.clients.stock.base-url=http://stock.internal" })
@AutoConfigureHttpWrapperTest
class InterceptorsTests {

	@Autowired
	private Upstreams upstreams;

	@Autowired
	private WebClient ordersWebClient;

	@Autowired
	private WebClient stockWebClient;

	@Autowired
	private RestClient ordersRestClient;

	@Test
	void filterOfCallsIsThereOnceAndFilterOfAttemptsEachTime() {
		this.upstreams.of("orders").answers(503, 200);

		this.ordersWebClient.get().uri("/1").retrieve().toBodilessEntity().block();

		assertThat(sent("orders", "X-Call")).hasSize(2).doesNotContain("none");
		assertThat(Set.copyOf(sent("orders", "X-Call"))).hasSize(1);
		assertThat(Set.copyOf(sent("orders", "X-Attempt"))).hasSize(2).doesNotContain("none");
	}

	@Test
	void filterIsForTheClientsThatItNames() {
		this.upstreams.of("stock").answers(200);

		this.stockWebClient.get().uri("/1").retrieve().toBodilessEntity().block();

		assertThat(sent("stock", "X-Call")).containsExactly("none");
		assertThat(sent("stock", "X-Attempt")).doesNotContain("none");
	}

	@Test
	void interceptorsAreAroundTheCallsOfRestClientInTheirOrderAndTheFiltersBelow() {
		this.upstreams.of("orders").answers(503, 200);

		this.ordersRestClient.get().uri("/1").retrieve().toBodilessEntity();

		assertThat(sent("orders", "X-Interceptors")).containsExactly("first second", "first second");
		assertThat(sent("orders", "X-Call")).doesNotContain("none");
	}

	private List<String> sent(String client, String header) {
		return this.upstreams.of(client)
			.requests()
			.stream()
			.map((request) -> request.headers().containsHeader(header)
					? String.join(" ", request.headers().getOrEmpty(header)) : "none")
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		FilterPlugin calls() {
			return new FilterPlugin(counting("X-Call"), false, "orders");
		}

		@Bean
		FilterPlugin attempts() {
			return new FilterPlugin(counting("X-Attempt"), true);
		}

		@Bean
		InterceptorCustomizer interceptors(ObjectProvider<ClientHttpRequestInterceptor> interceptors) {
			return new InterceptorCustomizer(interceptors);
		}

		@Bean
		@Order(2)
		ClientHttpRequestInterceptor second() {
			return adds("second");
		}

		@Bean
		@Order(1)
		ClientHttpRequestInterceptor first() {
			return adds("first");
		}

		/** Numbers what goes through it. */
		private static ExchangeFilterFunction counting(String header) {
			AtomicInteger count = new AtomicInteger();
			return (request, next) -> next
				.exchange(ClientRequest.from(request).header(header, String.valueOf(count.incrementAndGet())).build());
		}

		private static ClientHttpRequestInterceptor adds(String value) {
			return (request, body, execution) -> {
				request.getHeaders().add("X-Interceptors", value);
				return execution.execute(request, body);
			};
		}

	}

}
