package io.httpwrapper.autoconfigure.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * The names under which clients are configured.
 */
public final class ConfigurationNames {

	/** Name of the client that has the defaults as its settings. */
	public static final String DEFAULT_CLIENT = "default";

	public static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("httpwrapper");

	public static final ConfigurationPropertyName DEFAULTS = ROOT.append("defaults");

	public static final ConfigurationPropertyName CLIENTS = ROOT.append("clients");

	private ConfigurationNames() {
	}

	/** The prefix of a client's properties. */
	public static ConfigurationPropertyName prefix(String client) {
		return client.equals(DEFAULT_CLIENT) ? DEFAULTS : CLIENTS.append(client);
	}

	/**
	 * The elements of {@code name} from {@code offset} on, as Boot compares them: lower
	 * case, without dashes.
	 */
	public static String uniform(ConfigurationPropertyName name, int offset) {
		List<String> elements = new ArrayList<>();
		for (int element = offset; element < name.getNumberOfElements(); element++) {
			elements.add(name.getElement(element, Form.UNIFORM));
		}
		return String.join(".", elements);
	}

	/** {@code path} as Boot compares it: lower case, without dashes. */
	public static String uniform(String path) {
		return path.replace("-", "").toLowerCase(Locale.ROOT);
	}

}
