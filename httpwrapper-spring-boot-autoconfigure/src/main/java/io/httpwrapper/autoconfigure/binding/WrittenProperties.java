package io.httpwrapper.autoconfigure.binding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Scans the names under {@code httpwrapper.*}: finds the clients, and the names that are
 * no property.
 * <p>
 * Environment variables are treated differently. They cannot distinguish dashes from
 * dots, and container platforms set some with our prefix ({@code
 * HTTPWRAPPER_CLIENTS_PORT_80_TCP}). So a variable defines a client only if the rest of
 * its name is a property, and an unknown variable is logged as a warning instead of
 * failing the start.
 */
public final class WrittenProperties {

	private static final Log logger = LogFactory.getLog(WrittenProperties.class);

	private static final Pattern CLIENT_NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

	/**
	 * Sections other than defaults and clients, without dashes; other classes bind them.
	 */
	private static final Set<String> OTHER_SECTIONS = Set.of("chaos", "explain", "export", "health", "wirelog");

	private final Iterable<ConfigurationPropertySource> sources;

	private final Map<String, Set<String>> spellings = new LinkedHashMap<>();

	private final List<String> unknown = new ArrayList<>();

	private final Set<String> strayVariables = new LinkedHashSet<>();

	public WrittenProperties(Iterable<ConfigurationPropertySource> sources) {
		this.sources = sources;
		each(false, this::read);
		each(true, this::readVariable);
	}

	private void each(boolean variables, Consumer<ConfigurationProperty> reader) {
		for (ConfigurationPropertySource source : this.sources) {
			if (source instanceof IterableConfigurationPropertySource iterable && isEnvironment(source) == variables) {
				for (ConfigurationPropertyName name : iterable) {
					ConfigurationProperty property = ConfigurationNames.ROOT.isAncestorOf(name)
							? iterable.getConfigurationProperty(name) : null;
					if (property != null) {
						reader.accept(new ConfigurationProperty(name, property.getValue(), property.getOrigin()));
					}
				}
			}
		}
	}

	private static boolean isEnvironment(ConfigurationPropertySource source) {
		return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
	}

	private void read(ConfigurationProperty property) {
		ConfigurationPropertyName name = property.getName();
		if (isWithin(ConfigurationNames.DEFAULTS, name)) {
			checkKnown(property, 2, "httpwrapper.defaults.");
		}
		else if (ConfigurationNames.CLIENTS.isAncestorOf(name)) {
			String client = name.getElement(2, Form.ORIGINAL);
			checkName(client, property);
			checkBrackets(client, property);
			this.spellings.computeIfAbsent(name.getElement(2, Form.UNIFORM), (key) -> new LinkedHashSet<>())
				.add(client);
			checkKnown(property, 3, "httpwrapper.clients." + client + ".");
		}
		else if (!ConfigurationNames.CLIENTS.equals(name)
				&& !OTHER_SECTIONS.contains(name.getElement(1, Form.UNIFORM))) {
			this.unknown.add(name + where(property) + " - " + topLevelAdvice(name));
		}
	}

	private static boolean isWithin(ConfigurationPropertyName section, ConfigurationPropertyName name) {
		return section.equals(name) || section.isAncestorOf(name);
	}

	private void checkName(String client, ConfigurationProperty property) {
		if (client.equals(ConfigurationNames.DEFAULT_CLIENT)) {
			throw new InvalidClientConfigurationException(
					"No client can be named 'default'" + where(property) + ": that is the one without a name.",
					"Write its settings under httpwrapper.defaults, which every client inherits, or use another name.",
					null);
		}
		if (!CLIENT_NAME.matcher(client).matches()) {
			throw new InvalidClientConfigurationException(
					"'" + client + "'" + where(property) + " is no name for a client: "
							+ "it must be lower-case letters, digits and single dashes, and start with a letter.",
					"Rename it, for example to '" + validName(client) + "'.", null);
		}
	}

	/**
	 * In brackets a dash is significant, but the binder looks the name up without
	 * brackets.
	 */
	private static void checkBrackets(String client, ConfigurationProperty property) {
		if (client.contains("-") && property.getName().chop(3).isLastElementIndexed()) {
			throw new InvalidClientConfigurationException(
					property.getName() + where(property)
							+ " is not read: a client whose name has dashes is written without brackets.",
					"Write httpwrapper.clients." + client + ".", null);
		}
	}

	private static String validName(String client) {
		String name = client.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
			.toLowerCase(Locale.ROOT)
			.replaceAll("[^a-z0-9]+", "-")
			.replaceAll("^[^a-z]+|-$", "");
		return name.isEmpty() ? "orders" : name;
	}

	private void checkKnown(ConfigurationProperty property, int offset, String prefix) {
		ConfigurationPropertyName name = property.getName();
		if (KnownProperties.isProperty(name, offset)) {
			return;
		}
		boolean section = KnownProperties.isSection(name, offset);
		if (section && !property.getValue().toString().isEmpty()) {
			this.unknown.add(name + where(property) + " - is a section and has no value of its own");
		}
		else if (!section) {
			String path = name.subName(offset).toString();
			this.unknown.add(name + where(property)
					+ KnownProperties.nearest(path)
						.map((known) -> " - did you mean " + prefix + known + "?")
						.orElse(""));
		}
	}

	private static String topLevelAdvice(ConfigurationPropertyName name) {
		String section = name.getElement(1, Form.DASHED);
		if (KnownProperties.editDistance(section, "clients") <= 3) {
			return "did you mean httpwrapper.clients?";
		}
		return "settings stand under httpwrapper.defaults or httpwrapper.clients.<name>";
	}

	private void readVariable(ConfigurationProperty property) {
		ConfigurationPropertyName name = property.getName();
		if (ConfigurationNames.CLIENTS.isAncestorOf(name) && KnownProperties.isProperty(name, 3)) {
			String client = name.getElement(2, Form.UNIFORM);
			if (!this.spellings.containsKey(client)) {
				checkName(client, property);
				this.spellings.computeIfAbsent(client, (key) -> new LinkedHashSet<>()).add(client);
			}
		}
		else if (isOurs(name) && !isDashedVariable(name)) {
			this.strayVariables.add((property.getOrigin() instanceof PropertySourceOrigin origin)
					? origin.getPropertyName() : name.toString());
		}
	}

	private static boolean isOurs(ConfigurationPropertyName name) {
		return ConfigurationNames.CLIENTS.isAncestorOf(name)
				|| (ConfigurationNames.DEFAULTS.isAncestorOf(name) && !KnownProperties.isProperty(name, 2));
	}

	/** Whether dashes were written as underscores, which the binder understands. */
	private boolean isDashedVariable(ConfigurationPropertyName name) {
		String variable = ConfigurationNames.uniform(name, 0);
		return clients().stream()
			.map((client) -> "httpwrapper.clients." + client + ".")
			.flatMap((prefix) -> SettingProperty.ALL.stream().map((property) -> prefix + property.path()))
			.anyMatch((path) -> path.replace('-', '.').equals(variable))
				|| SettingProperty.ALL.stream()
					.anyMatch((property) -> ("httpwrapper.defaults." + property.path()).replace('-', '.')
						.equals(variable));
	}

	/**
	 * Fails if a name is unknown, and warns of unknown environment variables.
	 * @throws InvalidClientConfigurationException which names each one, where it is
	 * written, and what was probably meant
	 */
	public void check() {
		this.strayVariables.forEach((variable) -> logger
			.warn("Environment variable " + variable + " sets no property of a known client and is ignored"));
		if (!this.unknown.isEmpty()) {
			throw new InvalidClientConfigurationException(
					"Unknown configuration:%n%n    %s".formatted(String.join("%n    ".formatted(), this.unknown)),
					"Correct or remove " + ((this.unknown.size() == 1) ? "it" : "them")
							+ ". All properties are listed in docs/reference/properties.md.",
					null);
		}
	}

	/**
	 * Returns the names of the clients in the order of the sources, without the default
	 * client.
	 * @throws InvalidClientConfigurationException if two differ in their dashes only
	 */
	public Set<String> clients() {
		Set<String> clients = new LinkedHashSet<>();
		this.spellings.forEach((uniform, names) -> {
			List<String> dashed = names.stream().filter((name) -> !name.equals(uniform)).toList();
			if (dashed.size() > 1) {
				throw new InvalidClientConfigurationException(
						"The client names %s differ in their dashes only and are one client to Spring Boot."
							.formatted(dashed),
						"Use one spelling.", null);
			}
			clients.add(dashed.isEmpty() ? uniform : dashed.get(0));
		});
		return clients;
	}

	public static String where(@Nullable ConfigurationProperty property) {
		return (property != null && property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : "";
	}

}
