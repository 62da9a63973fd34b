package io.httpwrapper.autoconfigure.binding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.httpwrapper.policy.ConcurrencyLimit;
import io.httpwrapper.settings.FallbackBody;
import io.httpwrapper.settings.Secret;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Run with {@code -Dupdate.reference=true} to write the files anew.
 */
class SettingsReferenceTests {

	private static final Path METADATA = Path
		.of("src/main/resources/META-INF/additional-spring-configuration-metadata.json");

	private static final Path PROPERTIES = Path.of("../docs/reference/properties.md");

	private static final String BEGIN = "<!-- begin: written by SettingsReferenceTests -->\n";

	private static final String END = "<!-- end -->";

	private final JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

	@Test
	void metadataSaysWhatTheRecordsSay() throws IOException {
		String expected = this.json.writeValueAsString(SettingsReference.metadata());
		if (Boolean.getBoolean("update.reference")) {
			Files.writeString(METADATA, expected + "\n");
		}

		assertThat(this.json.readTree(Files.readString(METADATA))).isEqualTo(this.json.readTree(expected));
	}

	@Test
	void documentationSaysWhatTheRecordsSay() throws IOException {
		String text = Files.readString(PROPERTIES);
		int begin = text.indexOf(BEGIN) + BEGIN.length();
		int end = text.indexOf(END);
		if (Boolean.getBoolean("update.reference")) {
			text = text.substring(0, begin) + SettingsReference.tables() + "\n" + text.substring(end);
			Files.writeString(PROPERTIES, text);
			end = text.indexOf(END);
		}

		assertThat(text.substring(begin, end)).isEqualTo(SettingsReference.tables() + "\n");
	}

	@Test
	void everyPropertyHasATypeThatConfigurationCanHold() {
		assertThat(SettingProperty.ALL).allSatisfy((property) -> {
			String type = property.type().toString();
			assertThat(type.startsWith("java.") || type.startsWith("org.springframework.util.unit.")
					|| property.component().getType().isPrimitive() || property.component().getType().isEnum()
					|| property.component().getType() == ConcurrencyLimit.class
					|| property.component().getType() == FallbackBody.class
					|| property.component().getType() == Secret.class)
				.as(property.path() + " of type " + type)
				.isTrue();
		});
	}

	@Test
	void sectionsAreFoundAtEveryDepth() {
		assertThat(SettingProperty.ALL).extracting(SettingProperty::path)
			.contains("base-url", "timeout.call", "retry.budget.min-per-second", "circuit-breaker.half-open-calls",
					"pool.max-connections", "connection.ssl-bundle", "classifier.transient-with-retry-after-statuses")
			.doesNotHaveDuplicates();
	}

}
