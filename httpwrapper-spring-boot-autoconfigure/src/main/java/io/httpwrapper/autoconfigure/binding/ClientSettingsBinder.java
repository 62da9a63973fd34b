package io.httpwrapper.autoconfigure.binding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.httpwrapper.policy.ConcurrencyLimit;
import io.httpwrapper.policy.StatusRange;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.settings.FallbackBody;
import io.httpwrapper.settings.Secret;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Bindable.BindRestriction;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Reads the settings of each client. Properties are merged first and bound once: a
 * property of the client takes precedence over the same property under {@code
 * httpwrapper.defaults}, and that over {@link ClientSettings#DEFAULTS}. So a list
 * replaces a list, and a check sees the values that apply. Each call reads the sources
 * again, so that changes are seen.
 */
public final class ClientSettingsBinder {

	private static final ConfigurationPropertySource BUILT_IN = builtIn();

	private static final ConversionService CONVERSION = conversion();

	private final Iterable<ConfigurationPropertySource> sources;

	private final PlaceholdersResolver placeholders;

	public ClientSettingsBinder(Environment environment) {
		// not the sources that are attached to the environment: those remember each name
		// that was asked for, also unknown ones
		this.sources = ConfigurationPropertySources.from(((ConfigurableEnvironment) environment).getPropertySources());
		this.placeholders = new PropertySourcesPlaceholdersResolver(environment);
	}

	private ClientSettingsBinder(ClientSettingsBinder other, ConfigurationPropertySource first) {
		this.sources = () -> Stream.concat(Stream.of(first), StreamSupport.stream(other.sources.spliterator(), false))
			.iterator();
		this.placeholders = other.placeholders;
	}

	/**
	 * Creates a binder for one client with properties that take precedence over all
	 * others.
	 * @param first below the client's own prefix
	 */
	public ClientSettingsBinder after(ConfigurationPropertySource first) {
		return new ClientSettingsBinder(this, first);
	}

	private static ConversionService conversion() {
		ApplicationConversionService conversion = new ApplicationConversionService();
		// YAML reads 503 as a number, and a password of digits; 5xx and 500-599 are
		// strings, for which valueOf is found
		conversion.addConverter(Integer.class, StatusRange.class, StatusRange::of);
		conversion.addConverter(Integer.class, ConcurrencyLimit.class, ConcurrencyLimit::of);
		conversion.addConverter(String.class, Secret.class, Secret::valueOf);
		conversion.addConverter(Number.class, Secret.class, (number) -> Secret.valueOf(String.valueOf(number)));
		conversion.addConverter(String.class, FallbackBody.class, FallbackBody::valueOf);
		conversion.addConverter(Number.class, FallbackBody.class,
				(number) -> FallbackBody.valueOf(String.valueOf(number)));
		conversion.addConverter(Boolean.class, FallbackBody.class,
				(answer) -> FallbackBody.valueOf(String.valueOf(answer)));
		// an empty text removes a limit of the defaults
		Converter<String, @Nullable ConcurrencyLimit> limit = (text) -> text.isBlank() ? null
				: ConcurrencyLimit.valueOf(text);
		conversion.addConverter(String.class, ConcurrencyLimit.class, limit);
		return conversion;
	}

	/**
	 * Returns the names of the configured clients, without the default client.
	 * @throws InvalidClientConfigurationException if a name is not possible
	 */
	public Set<String> clients() {
		return new WrittenProperties(this.sources).clients();
	}

	/**
	 * Binds the settings of all clients, the default client first. The defaults are bound
	 * once and shared by all clients, including their placeholders. Use it once, at
	 * start: environment variables that are added later may be missed.
	 * @throws InvalidClientConfigurationException if anything under {@code httpwrapper}
	 * is unknown or not possible
	 */
	public Map<String, ClientSettings> bindAll() {
		WrittenProperties configured = new WrittenProperties(this.sources);
		configured.check();
		ClientSettings defaults = bind(ConfigurationNames.DEFAULT_CLIENT);
		Map<String, Object> sections = InheritedSections.of(defaults);
		Map<String, ClientSettings> settings = new LinkedHashMap<>();
		settings.put(ConfigurationNames.DEFAULT_CLIENT, defaults);
		configured.clients().forEach((client) -> settings.put(client, bind(client, sections)));
		return settings;
	}

	/**
	 * Binds the settings of one client.
	 * @param client its name; one that is not configured has the defaults
	 * @throws InvalidClientConfigurationException if a value is not possible
	 */
	public ClientSettings bind(String client) {
		return bind(client, Map.of());
	}

	private ClientSettings bind(String client, Map<String, Object> inherited) {
		ConfigurationPropertyName prefix = ConfigurationNames.prefix(client);
		Binder binder = new Binder(layers(prefix, inherited), this.placeholders, CONVERSION);
		try {
			return binder
				.bind(prefix,
						Bindable.of(ClientSettings.class).withBindRestrictions(BindRestriction.NO_DIRECT_PROPERTY))
				.get();
		}
		catch (BindException ex) {
			throw new BindingError(client, this).explain(ex);
		}
	}

	/**
	 * Where a value was written.
	 * @param client the client's name
	 * @param path the path below it, for example {@code retry.max-attempts}
	 * @return the property with its full name, value and origin, or null if it has its
	 * built-in default
	 */
	public @Nullable ConfigurationProperty find(String client, String path) {
		ConfigurationPropertyName prefix = ConfigurationNames.prefix(client);
		List<ConfigurationPropertySource> layers = layers(prefix, Map.of());
		for (ConfigurationPropertySource source : layers.subList(0, layers.size() - 1)) {
			ConfigurationProperty property = find(source, prefix.append(path));
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	/**
	 * A list may be written element by element; then the place of its first element is
	 * returned.
	 */
	private static @Nullable ConfigurationProperty find(ConfigurationPropertySource source,
			ConfigurationPropertyName name) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		return (property == null && source instanceof IterableConfigurationPropertySource iterable) ? iterable.stream()
			.filter(name::isAncestorOf)
			.findFirst()
			.map(iterable::getConfigurationProperty)
			.orElse(null) : property;
	}

	private List<ConfigurationPropertySource> layers(ConfigurationPropertyName prefix, Map<String, Object> inherited) {
		List<ConfigurationPropertySource> all = StreamSupport.stream(this.sources.spliterator(), false).toList();
		List<ConfigurationPropertySource> layers = new ArrayList<>();
		if (prefix.equals(ConfigurationNames.DEFAULTS)) {
			layers.addAll(all);
			layers.add(BUILT_IN);
			return layers;
		}
		List<ConfigurationPropertySource> own = all;
		List<ConfigurationPropertySource> defaults = all;
		if (!inherited.isEmpty()) {
			own = within(prefix, all);
			defaults = within(ConfigurationNames.DEFAULTS, all);
			layers.add(new InheritedSections(inherited, own, prefix));
		}
		layers.addAll(own);
		defaults.forEach((source) -> layers.add(new DefaultsSource(source, prefix)));
		layers.add(new DefaultsSource(BUILT_IN, prefix));
		return layers;
	}

	/**
	 * Selects the sources that may have properties below {@code prefix}. The binder asks
	 * each source for each property, which is slow with many clients.
	 */
	private static List<ConfigurationPropertySource> within(ConfigurationPropertyName prefix,
			List<ConfigurationPropertySource> sources) {
		return sources.stream().filter((source) -> InheritedSections.mayHave(source, prefix)).toList();
	}

	private static ConfigurationPropertySource builtIn() {
		Map<String, Object> defaults = new LinkedHashMap<>();
		for (SettingProperty property : SettingProperty.ALL) {
			Object value = property.defaultValue();
			if (value != null) {
				defaults.put(ConfigurationNames.DEFAULTS + "." + property.path(), value);
			}
		}
		return Objects.requireNonNull(ConfigurationPropertySource
			.from(new OriginTrackedMapPropertySource("httpwrapperBuiltIn", defaults, true)));
	}

}
