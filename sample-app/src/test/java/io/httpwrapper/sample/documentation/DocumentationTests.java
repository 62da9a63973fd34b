package io.httpwrapper.sample.documentation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.sample.documentation.Page.Block;
import io.httpwrapper.sample.documentation.Page.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds README.md and docs against the code. A page that fails here quotes code that is
 * not there, has a property that does not bind, a default that is another one, a link
 * that leads nowhere, or lacks a section.
 */
class DocumentationTests {

	private static final List<Page> PAGES = Page.all();

	/** Where quoted code lives: it is compiled, and some of it run. */
	private static final List<Path> RECIPES = List.of(Path.of("src/main/java/io/httpwrapper/sample/recipes"),
			Path.of("src/test/java/io/httpwrapper/recipes"),
			Path.of("../sample-plugin/src/main/java/io/httpwrapper/sample/plugin"));

	private static final List<String> SECTIONS = List.of("Defaults", "Events and metrics", "Patterns", "Anti-patterns");

	private static final Pattern BOOTS = Pattern.compile("^(management|spring|logging)\\.");

	/** What pages may speak of without making it, and a value for each secret. */
	private final ReactiveWebApplicationContextRunner context = new ReactiveWebApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("httpwrapper.clients.orders.base-url=https://orders.internal",
				"httpwrapper.clients.payments.base-url=https://payments.internal",
				"spring.reactor.netty.shutdown-quiet-period=0s")
		.withInitializer((context) -> {
			context.getEnvironment().setConversionService(new ApplicationConversionService());
			context.getEnvironment().getPropertySources().addLast(new Secrets());
		});

	static Stream<Block> java() {
		return blocks("java");
	}

	static Stream<Block> yaml() {
		return blocks("yaml").filter((block) -> block.text().contains("httpwrapper"));
	}

	private static Stream<Block> blocks(String language) {
		return PAGES.stream()
			.filter((page) -> page.path().startsWith("docs") || page.path().endsWith("README.md"))
			.flatMap((page) -> page.blocks().stream())
			.filter((block) -> block.language().equals(language));
	}

	static Stream<Page> features() {
		return PAGES.stream().filter((page) -> page.path().startsWith("docs/features"));
	}

	@ParameterizedTest
	@MethodSource("java")
	void javaIsQuotedFromTheRecipes(Block block) throws IOException {
		boolean found = false;
		for (Path directory : RECIPES) {
			try (Stream<Path> files = Files.list(directory)) {
				for (Path file : files.toList()) {
					found |= squeezed(Files.readString(file)).contains(squeezed(block.text()));
				}
			}
		}

		assertThat(found)
			.as("%s is, white space and javadoc aside, a piece of a file in %s:%n%n%s%n", block, RECIPES, block.text())
			.isTrue();
	}

	private static String squeezed(String code) {
		return code.replaceAll("(?s)/\\*\\*.*?\\*/", "").replaceAll("\\s+", "");
	}

	@ParameterizedTest
	@MethodSource("yaml")
	void yamlStartsAnApplication(Block block) throws IOException {
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load(block.where(),
				new ByteArrayResource(block.text().getBytes(StandardCharsets.UTF_8), block.where()));

		this.context.withInitializer((context) -> {
			MutablePropertySources all = context.getEnvironment().getPropertySources();
			sources.forEach(all::addFirst);
		}).run((started) -> assertThat(started).hasNotFailed().hasSingleBean(ClientRegistry.class));
	}

	@Test
	void linksLeadSomewhere() {
		List<String> lost = new ArrayList<>();
		for (Page page : PAGES) {
			for (Line link : page.links()) {
				String[] parts = link.text().split("#", 2);
				Path target = parts[0].isEmpty() ? Page.ROOT.resolve(page.path())
						: Page.ROOT.resolve(page.path()).resolveSibling(parts[0]).normalize();
				if (!Files.exists(target) || (parts.length > 1 && !Page.read(target).anchors().contains(parts[1]))) {
					lost.add(page.path() + ":" + link.number() + " -> " + link.text());
				}
			}
		}

		assertThat(lost).isEmpty();
	}

	@Test
	void defaultsAreThoseOfTheReference() {
		Map<String, List<String>> reference = new HashMap<>();
		Page.read(Page.ROOT.resolve("docs/reference/properties.md"))
			.rows("default")
			.forEach((row) -> row.names().forEach((name) -> reference.put(name, row.values())));

		assertThat(Stream.concat(features(), PAGES.stream().filter((page) -> page.path().endsWith("README.md")))
			.flatMap((page) -> page.rows("default").stream())
			.filter((row) -> !row.names().isEmpty() && row.names().stream().noneMatch(BOOTS.asPredicate())))
			.isNotEmpty()
			.allSatisfy((row) -> {
				assertThat(row.names()).as("%s: a row for each property", row.where()).hasSize(1);
				assertThat(reference).as("%s: known to docs/reference/properties.md", row.where())
					.containsKeys(row.names().toArray(String[]::new));
				assertThat(row.values()).as("%s: default of %s", row.where(), row.names())
					.isEqualTo(reference.get(row.names().get(0)));
			});
	}

	@ParameterizedTest
	@MethodSource("features")
	void featureHasItsSections(Page page) {
		assertThat(page.blocks()).as("%s: how it is used", page.path()).isNotEmpty();
		assertThat(page.headings("##").stream().filter(SECTIONS::contains)).as("sections of %s", page.path())
			.isEqualTo(SECTIONS);
	}

	@EnableAutoConfiguration
	static class Application {

		/** What Spring Boot makes of {@code spring.security.oauth2.client.*}. */
		@Bean
		ReactiveClientRegistrationRepository registrations() {
			return new InMemoryReactiveClientRegistrationRepository(ClientRegistration.withRegistrationId("billing")
				.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
				.clientId("shop")
				.tokenUri("https://login.internal/oauth2/token")
				.build());
		}

	}

	/** Has a value for each {@code ${NAME}}, which is Base64 where that is asked for. */
	private static final class Secrets extends PropertySource<Object> {

		Secrets() {
			super("secrets", new Object());
		}

		@Override
		public Object getProperty(String name) {
			return name.matches("[A-Z_]+") ? "c2VjcmV0" : null;
		}

	}

}
