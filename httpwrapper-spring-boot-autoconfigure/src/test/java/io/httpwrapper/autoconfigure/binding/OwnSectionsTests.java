package io.httpwrapper.autoconfigure.binding;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.httpwrapper.autoconfigure.client.ClientRegistryFactory;
import io.httpwrapper.client.ClientRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The sections beside defaults and clients ({@code httpwrapper.health}, …): whoever looks
 * for mistakes in the configuration must know them.
 */
class OwnSectionsTests {

	@Test
	void eachPropertyOfItsOwnCanBeSetInAWholeApplication() throws IOException {
		List<String> arguments = ownProperties();

		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "spring.reactor.netty.shutdown-quiet-period=0s")
			.run(arguments.toArray(String[]::new))) {
			assertThat(application.getBean(ClientRegistry.class).all()).isNotEmpty();
		}
		assertThat(arguments).contains("--httpwrapper.explain.max-calls=50", "--httpwrapper.wire-log.enabled=false");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "chaos.enable", "explain.max-call", "export.intervall", "health.critcal", "wire-log.enabeld" })
	void unknownPropertyOfItsOwnFailsTheStart(String property) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "spring.reactor.netty.shutdown-quiet-period=0s");

		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> application.run("--httpwrapper." + property + "=true"))
			.havingRootCause()
			.isInstanceOf(UnboundConfigurationPropertiesException.class)
			.withMessageContaining("httpwrapper." + property);
	}

	/** With their defaults, as the metadata says them. */
	@SuppressWarnings("unchecked")
	private static List<String> ownProperties() throws IOException {
		String metadata = new ClassPathResource("META-INF/spring-configuration-metadata.json",
				ClientRegistryFactory.class.getClassLoader())
			.getContentAsString(StandardCharsets.UTF_8);
		List<String> arguments = new ArrayList<>();
		for (Map<String, Object> property : (List<Map<String, Object>>) JsonParserFactory.getJsonParser()
			.parseMap(metadata)
			.get("properties")) {
			String name = (String) property.get("name");
			Object value = property.get("defaultValue");
			if (name.matches("httpwrapper\\.(?!defaults|clients).*") && value != null) {
				arguments.add("--" + name + "=" + ((value instanceof List<?> list)
						? StringUtils.collectionToCommaDelimitedString(list) : value));
			}
		}
		return arguments;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
