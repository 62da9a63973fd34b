package io.httpwrapper.autoconfigure;

import io.httpwrapper.pipeline.ClientSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * Lets a native image bind the settings records and read their components.
 */
final class SettingsHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		BindableRuntimeHintsRegistrar.forTypes(ClientSettings.class).registerHints(hints, classLoader);
		hints.reflection().registerType(ClientSettings.class, MemberCategory.INVOKE_PUBLIC_METHODS);
		SettingProperty.ALL.stream()
			.map(SettingProperty::section)
			.distinct()
			.forEach((section) -> hints.reflection().registerType(section, MemberCategory.INVOKE_PUBLIC_METHODS));
	}

}
