package io.httpwrapper.autoconfigure.binding;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * Adds the files of fallback bodies that the configuration names at build time to a
 * native image. It does not read them, and evaluates no other setting: placeholders may
 * get their values only at run time.
 */
final class FallbackHints implements BeanFactoryInitializationAotProcessor {

	@Override
	public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
			ConfigurableListableBeanFactory beanFactory) {
		ClientSettingsBinder binder = new ClientSettingsBinder(beanFactory.getBean(Environment.class));
		Set<String> clients = new LinkedHashSet<>(binder.clients());
		clients.add(ConfigurationNames.DEFAULT_CLIENT);
		String[] bodies = clients.stream()
			.flatMap((client) -> Stream.ofNullable(binder.find(client, "fallback.body")))
			.map(ConfigurationProperty::getValue)
			.map(String::valueOf)
			.filter((body) -> body.startsWith(ResourceLoader.CLASSPATH_URL_PREFIX))
			.map((body) -> body.substring(ResourceLoader.CLASSPATH_URL_PREFIX.length()).replaceFirst("^/", ""))
			.distinct()
			.toArray(String[]::new);
		return (bodies.length == 0) ? null : (generation, code) -> {
			for (String body : bodies) {
				generation.getRuntimeHints().resources().registerPattern(body);
			}
		};
	}

}
