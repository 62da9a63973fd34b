package io.httpwrapper.recipes;

import io.httpwrapper.client.ClientRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class RecipesTests {

	@Test
	void recipesStartWithoutTheTestKit() {
		new ReactiveWebApplicationContextRunner().withUserConfiguration(RecipesApplication.class)
			.withPropertyValues("httpwrapper.clients.orders.base-url=https://orders.internal",
					"httpwrapper.clients.inventory.base-url=https://inventory.internal",
					"spring.reactor.netty.shutdown-quiet-period=0s")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ClientRegistry.class));
	}

}
