package io.httpwrapper.autoconfigure.endpoint;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings that decide who sees the values of settings.
 *
 * @param showValues when to show values; otherwise each is masked. What a
 * SanitizingFunction masks is masked in any case
 * @param roles roles that a user must have one of to be authorized; none: being
 * authenticated is enough
 */
@ConfigurationProperties("management.endpoint.httpwrapper")
record SettingsDisplay(@DefaultValue("always") Show showValues, @Nullable Set<String> roles) {

	SettingsDisplay {
		roles = (roles != null) ? Set.copyOf(roles) : Set.of();
	}

}
