package io.httpwrapper.autoconfigure.binding;

import java.util.LinkedHashSet;
import java.util.Set;

import io.httpwrapper.settings.ClientSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * Lets a native image bind the settings records and read their components.
 */
public final class SettingsHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		Set<Class<?>> records = new LinkedHashSet<>(Set.of(ClientSettings.class));
		SettingProperty.ALL.forEach((property) -> {
			records.add(property.section());
			property.elementRecord().ifPresent(records::add);
		});
		// each one: a record within a record of another file is not found from outside
		BindableRuntimeHintsRegistrar.forTypes(records).registerHints(hints, classLoader);
		records.forEach((type) -> hints.reflection().registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS));
	}

}
