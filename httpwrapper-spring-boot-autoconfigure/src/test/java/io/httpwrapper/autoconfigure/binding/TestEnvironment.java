package io.httpwrapper.autoconfigure.binding;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

/**
 * An environment of YAML text, environment variables and nothing else.
 */
public final class TestEnvironment extends StandardEnvironment {

	private final Map<String, Object> variables = new LinkedHashMap<>();

	public TestEnvironment() {
		getPropertySources().remove(SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
		getPropertySources().replace(SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
				new SystemEnvironmentPropertySource(SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, this.variables));
	}

	public TestEnvironment yaml(String text) {
		try {
			Resource resource = new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)) {

				@Override
				public String getDescription() {
					return "application.yaml";
				}

			};
			new YamlPropertySourceLoader().load("application.yaml", resource).forEach(getPropertySources()::addLast);
			return this;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	public TestEnvironment variable(String name, String value) {
		this.variables.put(name, value);
		return this;
	}

	public ClientSettingsBinder binder() {
		return new ClientSettingsBinder(this);
	}

}
